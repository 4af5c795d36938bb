package org.dashsweep.jobs.storage;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Stands before an HTTP server and hands requests on, one connection each, unless it was told to
 * fail them. Signatures stay valid: neither the path nor a signed header changes.
 */
public final class FaultyGateway implements AutoCloseable {
  /** What happens to a request. */
  public enum Fault {
    NONE,
    /** Answered by {@code 503 Slow Down}, without the server hearing of it. */
    SLOW_DOWN,
    /** The connection is closed before the server hears of it. */
    DROPPED_REQUEST,
    /** The server does what was asked, and its answer is lost. */
    LOST_ANSWER,
    /** The connection is closed amid the answer's content; without one, before the answer. */
    TORN_ANSWER
  }

  private final ServerSocket socket;
  private final int backend;
  private final AtomicInteger faults = new AtomicInteger();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private volatile Function<String, Fault> rule = request -> Fault.NONE;

  private FaultyGateway(ServerSocket socket, int backend) {
    this.socket = socket;
    this.backend = backend;
  }

  static FaultyGateway start(int backend) throws IOException {
    ServerSocket socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    FaultyGateway gateway = new FaultyGateway(socket, backend);
    Thread thread = new Thread(gateway::accept, "gateway");
    thread.setDaemon(true);
    thread.start();
    return gateway;
  }

  int port() {
    return socket.getLocalPort();
  }

  /**
   * Decides from now on what happens to requests.
   *
   * @param rule takes "PUT /bucket/key?query"; called by several threads
   */
  public void fail(Function<String, Fault> rule) {
    this.rule = rule;
  }

  /** Requests that were failed so far. */
  public int faults() {
    return faults.get();
  }

  /** Requests so far, as rules see them. */
  public Queue<String> requests() {
    return requests;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread thread = new Thread(() -> serve(client), "gateway request");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        // Closed, or a client that is gone already.
      }
    }
  }

  private void serve(Socket accepted) {
    try (Socket client = accepted) {
      InputStream in = client.getInputStream();
      String head = head(in);
      String request = head.substring(0, head.indexOf(" HTTP/"));
      requests.add(request);
      Fault fault = rule.apply(request);
      if (fault != Fault.NONE) {
        faults.incrementAndGet();
      }
      if (fault == Fault.DROPPED_REQUEST) {
        return;
      }
      OutputStream out = client.getOutputStream();
      if (header(head, "expect").equalsIgnoreCase("100-continue")) {
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      }
      String length = header(head, "content-length");
      byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
      if (fault == Fault.SLOW_DOWN) {
        out.write(slowDown(request.startsWith("HEAD ")));
        return;
      }
      Answer answer = ask(head, body);
      byte[] content = answer.content();
      if (fault == Fault.LOST_ANSWER || (fault == Fault.TORN_ANSWER && content.length == 0)) {
        return;
      }
      out.write(answer.head().getBytes(StandardCharsets.ISO_8859_1));
      out.write(content, 0, fault == Fault.TORN_ANSWER ? content.length / 2 : content.length);
      out.flush();
    } catch (IOException e) {
      // The client gave up, as it may.
    }
  }

  private Answer ask(String head, byte[] body) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), backend)) {
      StringBuilder forwarded = new StringBuilder();
      head.lines()
          .filter(line -> !line.isEmpty())
          .filter(
              line -> !line.toLowerCase(java.util.Locale.ROOT).matches("(connection|expect):.*"))
          .forEach(line -> forwarded.append(line).append("\r\n"));
      forwarded.append("Connection: close\r\n\r\n");
      OutputStream out = server.getOutputStream();
      out.write(forwarded.toString().getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
      InputStream in = server.getInputStream();
      String answer = head(in);
      byte[] content = in.readAllBytes();
      boolean framed =
          !header(answer, "content-length").isEmpty()
              || !header(answer, "transfer-encoding").isEmpty();
      // Otherwise an answer that is torn looks like one that has ended.
      String frame = framed ? "" : "Content-Length: " + content.length + "\r\n";
      return new Answer(answer.replaceFirst("\r\n", "\r\n" + frame), content);
    }
  }

  /** An answer's status line and headers, and what follows them. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Answer(String head, byte[] content) {}

  private static byte[] slowDown(boolean withoutBody) {
    String body =
        withoutBody
            ? ""
            : "<Error><Code>SlowDown</Code><Message>Reduce your rate</Message></Error>";
    return ("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n"
            + "Connection: close\r\n\r\n%s")
        .formatted(body.length(), body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      head.write(next);
      matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static String header(String head, String name) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
