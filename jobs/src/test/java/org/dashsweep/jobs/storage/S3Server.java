package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobApiMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;

/**
 * A real S3 server in this JVM that holds its objects in memory, behind a {@link FaultyGateway}. It
 * checks signatures. Hadoop keeps a file system per bucket: give each test a bucket of its own.
 */
public final class S3Server implements AutoCloseable {
  public static final String ACCESS_KEY = "AKIAEXAMPLEOFTESTS00";
  public static final String SECRET_KEY = "xS3cr3tOfTheTestsThatNobodyMayEverSee/+0";

  private final BlobStoreContext objects;
  private final S3Proxy server;
  private final FaultyGateway gateway;

  private S3Server(BlobStoreContext objects, S3Proxy server, FaultyGateway gateway) {
    this.objects = objects;
    this.server = server;
    this.gateway = gateway;
  }

  public static S3Server start() throws Exception {
    BlobStoreContext objects =
        // By its class: the name would be looked for among clouds that are not on the class path.
        ContextBuilder.newBuilder(new TransientNio2BlobApiMetadata())
            .credentials("identity", "credential")
            .build(BlobStoreContext.class);
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(objects.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
            .build();
    server.start();
    return new S3Server(objects, server, FaultyGateway.start(server.getPort()));
  }

  public void createBucket(String name) {
    objects.getBlobStore().createContainerInLocation(null, name);
  }

  /** What lies behind the server. */
  public BlobStore objects() {
    return objects.getBlobStore();
  }

  /** Where faults are ordered. */
  public FaultyGateway gateway() {
    return gateway;
  }

  /** Hadoop settings that reach it, without their prefix {@code spark.hadoop.}. */
  public SortedMap<String, String> settings() {
    return new TreeMap<>(
        Map.ofEntries(
            Map.entry("fs.s3a.endpoint", "http://127.0.0.1:" + gateway.port()),
            Map.entry("fs.s3a.endpoint.region", "us-east-1"),
            Map.entry("fs.s3a.path.style.access", "true"),
            Map.entry("fs.s3a.access.key", ACCESS_KEY),
            Map.entry("fs.s3a.secret.key", SECRET_KEY),
            // As real ones, but without their patience.
            Map.entry("fs.s3a.attempts.maximum", "1"),
            Map.entry("fs.s3a.retry.interval", "20ms"),
            Map.entry("fs.s3a.retry.throttle.interval", "20ms"),
            Map.entry("fs.s3a.connection.timeout", "5s"),
            Map.entry("fs.s3a.connection.establish.timeout", "5s")));
  }

  public Configuration configuration() {
    Configuration configuration = new Configuration();
    settings().forEach(configuration::set);
    return configuration;
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("cannot stop the server", e);
    }
    objects.close();
  }
}
