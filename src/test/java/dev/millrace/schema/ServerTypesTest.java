package dev.millrace.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.ColumnType;
import dev.millrace.model.Dialect;
import org.junit.jupiter.api.Test;

class ServerTypesTest {

  @Test
  void namesOfMembersAreReadAsTheServerEscapesThem() {
    assertThat(
            ServerTypes.read(Dialect.MARIADB, "enum('a\\\\b','it''s','1\\n2\\r3\\04','c')", "enum")
                .members())
        .containsExactly("a\\b", "it's", "1\n2\r3\0004", "c");
  }

  @Test
  void namesOfMembersAreWrittenSoThatTheServerReadsThem() {
    ColumnType type = ColumnType.parse("SET('a\\b','it''s')");

    assertThat(ServerTypes.sql(Dialect.MYSQL, type)).isEqualTo("SET('a\\\\b','it''s')");
  }
}
