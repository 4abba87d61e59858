package dev.millrace.mysqlwire;

import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.mysqlerror.HandshakeException;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Destination.Tls;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.mysqlclient.impl.util.CachingSha2Authenticator;
import io.vertx.mysqlclient.impl.util.Native41Authenticator;
import io.vertx.mysqlclient.impl.util.RsaPublicKeyEncryptor;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Stands before the driver while a session logs in, and decides who gets the password and how. The
 * driver answers whatever a server asks for: it would send the password in clear text to whoever
 * names {@code mysql_clear_password}, encrypt it with whatever key it is given, and believe packets
 * that come before TLS. So everything between the greeting and the server's last word is answered
 * here; the driver sees those two alone.
 *
 * <p>Each packet is a whole one. Event loop of the connection only.
 */
final class Handshake extends ChannelInboundHandlerAdapter {
  private static final int HEADER_BYTES = 4;
  private static final int OK = 0x00;
  private static final int MORE_DATA = 0x01;
  private static final int SWITCH = 0xFE;
  private static final int ERROR = 0xFF;
  private static final int ASK_FOR_KEY_SHA2 = 0x02;
  private static final int ASK_FOR_KEY_SHA256 = 0x01;
  private static final int FAST_DONE = 0x03;
  private static final int FULL_WANTED = 0x04;

  private static final String NATIVE = "mysql_native_password";
  private static final String CACHING_SHA2 = "caching_sha2_password";
  private static final String SHA256 = "sha256_password";
  private static final String CLEAR = "mysql_clear_password";

  private final Destination to;
  private final byte[] password;
  private final Consumer<Throwable> fail;

  private boolean greeted;
  private boolean encrypted;
  private boolean askedForKey;
  private String plugin = "";
  private byte[] nonce;

  /**
   * @param to its secrets resolved
   * @param fail told once why there will be no session; the connection is closed then
   */
  Handshake(Destination to, Consumer<Throwable> fail) {
    this.to = to;
    this.password =
        to.password() == null
            ? new byte[0]
            : to.password().reveal().getBytes(StandardCharsets.UTF_8);
    this.fail = fail;
  }

  /** Whether the connection is, or was to be, encrypted. */
  boolean encrypted() {
    return encrypted;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf packet = (ByteBuf) message;
    boolean passedOn = false;
    try {
      ByteBuf payload = packet.slice().skipBytes(HEADER_BYTES);
      passedOn = greeted ? answer(context, packet, payload) : greet(payload);
    } catch (DestinationException | MySQLException e) {
      end(context, e);
    } catch (RuntimeException e) {
      // What a packet holds that is not as it should be says nothing to a user.
      end(context, HandshakeException.noProtocol(to));
    }
    if (passedOn) {
      context.fireChannelRead(packet);
    } else {
      ReferenceCountUtil.release(packet);
    }
  }

  private boolean greet(ByteBuf payload) {
    if (payload.getUnsignedByte(payload.readerIndex()) == ERROR) {
      throw error(payload);
    }
    Greeting greeting = Greeting.read(payload);
    if (!greeting.offersTls() && to.tls().compareTo(Tls.REQUIRED) >= 0) {
      throw HandshakeException.noTls(to);
    }
    encrypted = to.tls() != Tls.DISABLED && greeting.offersTls();
    plugin = greeting.plugin();
    nonce = greeting.nonce();
    if (plugin.equals(CLEAR)) {
      requireVerified();
    }
    greeted = true;
    return true;
  }

  /** Whether the packet is the driver's to read. */
  private boolean answer(ChannelHandlerContext context, ByteBuf packet, ByteBuf payload) {
    if (encrypted && !isUp(context)) {
      throw HandshakeException.beforeTls(to);
    }
    int sequence = packet.getUnsignedByte(packet.readerIndex() + HEADER_BYTES - 1);
    switch (payload.getUnsignedByte(payload.readerIndex())) {
      case OK, ERROR -> {
        context.pipeline().remove(this);
        return true;
      }
      case SWITCH -> switchTo(context, payload.skipBytes(1), sequence + 1);
      case MORE_DATA -> more(context, payload.skipBytes(1), sequence + 1);
      default -> throw HandshakeException.noProtocol(to);
    }
    return false;
  }

  private void switchTo(ChannelHandlerContext context, ByteBuf payload, int sequence) {
    plugin = payload.isReadable() ? Greeting.text(payload) : "mysql_old_password";
    askedForKey = false;
    nonce = new byte[Greeting.NONCE_BYTES];
    payload.readBytes(nonce, 0, Math.min(nonce.length, payload.readableBytes()));
    switch (plugin) {
      case NATIVE ->
          send(
              context,
              sequence,
              password.length == 0 ? password : Native41Authenticator.encode(password, nonce));
      case CACHING_SHA2 -> {
        requireKey();
        send(
            context,
            sequence,
            password.length == 0 ? password : CachingSha2Authenticator.encode(password, nonce));
      }
      case SHA256 -> sendPassword(context, sequence, ASK_FOR_KEY_SHA256);
      case CLEAR -> {
        requireVerified();
        send(context, sequence, terminated());
      }
      default -> throw HandshakeException.unknownPlugin(to, plugin);
    }
  }

  private void more(ChannelHandlerContext context, ByteBuf payload, int sequence) {
    if (askedForKey) {
      askedForKey = false;
      sendEncrypted(context, sequence, payload.toString(StandardCharsets.UTF_8));
      return;
    }
    int flag = payload.readUnsignedByte();
    if (!plugin.equals(CACHING_SHA2) || (flag != FAST_DONE && flag != FULL_WANTED)) {
      throw HandshakeException.noProtocol(to);
    }
    // Also where the server has the password still in its memory: what works now and not after
    // the server's restart is worse than a word at once.
    requireKey();
    if (flag == FULL_WANTED) {
      sendPassword(context, sequence, ASK_FOR_KEY_SHA2);
    }
  }

  /** In the open within TLS, else encrypted with the server's key. */
  private void sendPassword(ChannelHandlerContext context, int sequence, int askForKey) {
    if (encrypted || password.length == 0) {
      send(context, sequence, terminated());
      return;
    }
    requireKey();
    if (to.serverKey().publicKey() != null) {
      sendEncrypted(context, sequence, to.serverKey().publicKey().reveal());
    } else {
      askedForKey = true;
      send(context, sequence, new byte[] {(byte) askForKey});
    }
  }

  private void sendEncrypted(ChannelHandlerContext context, int sequence, String publicKey) {
    byte[] text;
    try {
      text =
          RsaPublicKeyEncryptor.encrypt(terminated(), nonce, publicKey.replaceAll("\\s+$|\r", ""));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw HandshakeException.badPublicKey(to);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    send(context, sequence, text);
  }

  private void requireVerified() {
    if (to.tls() != Tls.VERIFY) {
      throw HandshakeException.clearPassword(to);
    }
  }

  private void requireKey() {
    boolean hasKey = to.serverKey().publicKey() != null || to.serverKey().retrieval();
    if (!encrypted && !hasKey && password.length > 0) {
      throw HandshakeException.tlsNeeded(to, plugin);
    }
  }

  private byte[] terminated() {
    return Arrays.copyOf(password, password.length + 1);
  }

  private static void send(ChannelHandlerContext context, int sequence, byte[] payload) {
    context.writeAndFlush(
        context
            .alloc()
            .buffer(HEADER_BYTES + payload.length)
            .writeMediumLE(payload.length)
            .writeByte(sequence)
            .writeBytes(payload));
  }

  private static boolean isUp(ChannelHandlerContext context) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    return tls != null && tls.handshakeFuture().isSuccess();
  }

  /** An error in place of the greeting, as a server with too many connections sends it. */
  private static MySQLException error(ByteBuf payload) {
    payload.skipBytes(1);
    int number = payload.readUnsignedShortLE();
    String state = "";
    if (payload.isReadable() && payload.getByte(payload.readerIndex()) == '#') {
      state = payload.skipBytes(1).readCharSequence(5, StandardCharsets.UTF_8).toString();
    }
    return new MySQLException(payload.toString(StandardCharsets.UTF_8), number, state);
  }

  private void end(ChannelHandlerContext context, Throwable why) {
    fail.accept(why);
    context.close();
  }
}
