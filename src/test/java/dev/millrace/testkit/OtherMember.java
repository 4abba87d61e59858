package dev.millrace.testkit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.JoinGroupRequest;
import org.apache.kafka.common.requests.JoinGroupResponse;
import org.apache.kafka.common.requests.LeaveGroupRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.SyncGroupRequest;

/**
 * A member of a group that is no consumer, as the workers of Kafka Connect are; leaves on close.
 */
public final class OtherMember implements AutoCloseable {
  public static final String CLIENT = "other-member";

  private static final short VERSION = 3;
  private static final int SESSION_MS = 60_000;

  private final Socket socket;
  private final String group;
  private String id = "";

  private OtherMember(Socket socket, String group) {
    this.socket = socket;
    this.group = group;
  }

  /** Returns when the group has come to rest. */
  public static OtherMember join(EmbeddedKafka kafka, String group, String type, String protocol)
      throws Exception {
    // So that the broker has groups.
    kafka.admin().listConsumerGroupOffsets("any").all().get(30, TimeUnit.SECONDS);
    String brokers = kafka.bootstrapServers();
    int colon = brokers.indexOf(':');
    OtherMember member =
        new OtherMember(
            new Socket(brokers.substring(0, colon), Integer.parseInt(brokers.substring(colon + 1))),
            group);
    Eventually.until("it joins", Duration.ofSeconds(30), () -> member.joins(type, protocol));
    return member;
  }

  private boolean joins(String type, String protocol) throws IOException {
    JoinGroupRequestProtocol only =
        new JoinGroupRequestProtocol().setName(protocol).setMetadata(new byte[0]);
    JoinGroupRequestData join =
        new JoinGroupRequestData()
            .setGroupId(group)
            .setSessionTimeoutMs(SESSION_MS)
            .setRebalanceTimeoutMs(SESSION_MS)
            .setMemberId(id)
            .setProtocolType(type)
            .setProtocols(new JoinGroupRequestProtocolCollection(List.of(only).iterator()));
    JoinGroupResponseData joined =
        ((JoinGroupResponse)
                ask(new JoinGroupRequest.Builder(join).build(VERSION), ApiKeys.JOIN_GROUP))
            .data();
    if (joined.errorCode() != Errors.NONE.code()) {
      return false;
    }
    id = joined.memberId();
    SyncGroupRequestData sync =
        new SyncGroupRequestData()
            .setGroupId(group)
            .setGenerationId(joined.generationId())
            .setMemberId(id)
            .setAssignments(
                List.of(
                    new SyncGroupRequestAssignment().setMemberId(id).setAssignment(new byte[0])));
    AbstractResponse synced =
        ask(new SyncGroupRequest.Builder(sync).build(VERSION), ApiKeys.SYNC_GROUP);
    return !synced.errorCounts().isEmpty() && synced.errorCounts().containsKey(Errors.NONE);
  }

  private AbstractResponse ask(AbstractRequest request, ApiKeys api) throws IOException {
    RequestHeader header = new RequestHeader(api, request.version(), CLIENT, 1);
    ByteBuffer bytes = request.serializeWithHeader(header);
    byte[] sent = new byte[bytes.remaining()];
    bytes.get(sent);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(sent.length);
    out.write(sent);
    out.flush();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] answer = new byte[in.readInt()];
    in.readFully(answer);
    return AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
  }

  @Override
  public void close() throws IOException {
    try (socket) {
      ask(
          new LeaveGroupRequest.Builder(group, List.of(new MemberIdentity().setMemberId(id)))
              .build(VERSION),
          ApiKeys.LEAVE_GROUP);
    }
  }
}
