package org.dashsweep.jobs.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.dashsweep.file.Json;
import org.dashsweep.jobs.tables.ResultStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the report of an output directory to browsers of this machine, while a run goes on. It
 * listens on the loopback address alone. It answers GET and HEAD with the live page, the state of
 * the run, the report's files and pictures, and nothing else. A request whose {@code Host} is not
 * this machine is refused: a page of another site could otherwise read the report through a name
 * that it lets lead here (DNS rebinding).
 */
public final class ReportServer implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReportServer.class);

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int MISDIRECTED = 421;
  private static final int HTTP_PORT = 80;
  private static final int THREADS = 8;
  private static final String PLAIN = "text/plain; charset=utf-8";

  /** The live page's own files, by their address. */
  private static final Map<String, Own> OWN =
      Map.of(
          "/", new Own("live.html", "text/html; charset=utf-8"),
          "/live.css", new Own("live.css", "text/css; charset=utf-8"),
          "/live.js", new Own("live.js", "text/javascript; charset=utf-8"));

  private static final String OF_LIVE_PAGE =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String OF_REPORT = "frame-ancestors 'self'; form-action 'none'";

  private final ResultStore store;
  private final LiveReport report;
  private final HttpServer server;
  private final ExecutorService threads;
  private final Set<String> hosts;
  private final CountDownLatch closed = new CountDownLatch(1);

  private record Own(String resource, String type) {}

  private ReportServer(ResultStore store, LiveReport report, HttpServer server) {
    this.store = store;
    this.report = report;
    this.server = server;
    int port = server.getAddress().getPort();
    // Browsers leave out the port of HTTP.
    String suffix = port == HTTP_PORT ? "" : ":" + port;
    this.hosts = Set.of("localhost" + suffix, "127.0.0.1" + suffix, "[::1]" + suffix);
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            runnable -> {
              Thread daemon = new Thread(runnable, "report server");
              daemon.setDaemon(true);
              return daemon;
            });
  }

  /**
   * Starts to serve.
   *
   * @param port to listen on, or 0 for any that is free
   * @param page the report's page, relative to the output directory
   * @param writer writes the report
   * @throws java.net.BindException if another process listens on the port
   * @throws IOException if the port cannot be opened
   */
  public static ReportServer start(ResultStore store, int port, String page, ReportWriter writer)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    LiveReport report = new LiveReport(store, writer, page, InstantSource.system());
    ReportServer serving = new ReportServer(store, report, server);
    server.setExecutor(serving.threads);
    server.createContext("/", serving::handle);
    server.start();
    return serving;
  }

  /** Returns the address of the live page. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** Waits until it is closed. */
  public void await() throws InterruptedException {
    closed.await();
  }

  /** Ends it. The port is free afterwards. */
  @Override
  public void close() {
    if (closed.getCount() > 0) {
      server.stop(0);
      threads.shutdownNow();
      report.close();
      closed.countDown();
    }
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      answer(exchange);
    } catch (IOException e) {
      // The browser has gone, or the storage fails: the connection is cut.
      LOGGER.info("Cannot answer {}", exchange.getRequestURI(), e);
    } catch (RuntimeException e) {
      LOGGER.error("Cannot answer {}", exchange.getRequestURI(), e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (!isForThisMachine(exchange.getRequestHeaders())) {
      send(exchange, MISDIRECTED, PLAIN, "This server answers to localhost alone.\n");
      return;
    }
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      send(exchange, METHOD_NOT_ALLOWED, PLAIN, "Only GET and HEAD are answered.\n");
      return;
    }
    String path = exchange.getRequestURI().getPath();
    @Nullable Own own = OWN.get(path);
    if (own != null) {
      exchange.getResponseHeaders().set("Content-Security-Policy", OF_LIVE_PAGE);
      send(exchange, OK, own.type(), resource(own.resource()));
    } else if (path.equals("/status.json")) {
      byte[] status = Json.MAPPER.writeValueAsBytes(report.look());
      send(exchange, OK, "application/json", status);
    } else {
      Optional<ServedFiles.Served> file = ServedFiles.of(path);
      if (file.isEmpty() || !sendFile(exchange, file.get())) {
        send(exchange, NOT_FOUND, PLAIN, "There is no such file.\n");
      }
    }
  }

  private boolean isForThisMachine(Headers headers) {
    List<String> named = headers.getOrDefault("Host", List.of());
    return named.size() == 1 && hosts.contains(named.get(0).toLowerCase(Locale.ROOT));
  }

  private boolean sendFile(HttpExchange exchange, ServedFiles.Served file) throws IOException {
    if (file.isPage()) {
      exchange.getResponseHeaders().set("Content-Security-Policy", OF_REPORT);
    }
    try (InputStream stream = store.output().open(file.name())) {
      boolean body = begin(exchange, OK, file.type(), 0);
      if (body) {
        try (OutputStream out = exchange.getResponseBody()) {
          stream.transferTo(out);
        }
      }
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    send(exchange, status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] content)
      throws IOException {
    if (begin(exchange, status, type, content.length)) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(content);
      }
    }
  }

  /**
   * Sends the head of an answer.
   *
   * @param length of what follows, or 0 if it is not known
   * @return whether a body is wanted
   */
  private static boolean begin(HttpExchange exchange, int status, String type, long length)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-cache");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    boolean body = !exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, body ? length : -1);
    return body;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream stream = ReportServer.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("not on the class path: " + name);
      }
      return stream.readAllBytes();
    }
  }
}
