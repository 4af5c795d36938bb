package org.dashsweep.jobs.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.dashsweep.jobs.storage.FaultyGateway.Fault;
import org.jclouds.blobstore.BlobStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models and data on S3. */
final class S3MachineCacheTest {
  @Test
  void modelsAndDataAreCopiedFromAServerThatStumbles(@TempDir Path local) throws Exception {
    try (S3Server server = S3Server.start()) {
      server.createBucket("inputs");
      byte[] weights = new byte[200_000];
      weights[150_000] = 9;
      put(server, "models/llama/config.json", "{}".getBytes(UTF_8));
      put(server, "models/llama/tokenizer.json", "{}".getBytes(UTF_8));
      put(server, "models/llama/model.safetensors", weights);
      put(server, "models/llama/README.md", new byte[10]);
      put(server, "data/rte/train.tsv", "rows".getBytes(UTF_8));
      AtomicInteger requests = new AtomicInteger();
      server
          .gateway()
          .fail(
              request ->
                  switch (requests.incrementAndGet() % 4) {
                    case 1 -> Fault.TORN_ANSWER;
                    case 3 -> Fault.SLOW_DOWN;
                    default -> Fault.NONE;
                  });
      MachineCache cache = new MachineCache(server.configuration(), local.toString(), line -> {});
      Path model = cache.model("s3a://inputs/models/llama").orElseThrow();
      assertThat(model.resolve("model.safetensors")).hasBinaryContent(weights);
      assertThat(model.toFile().list())
          .containsExactlyInAnyOrder("config.json", "tokenizer.json", "model.safetensors");
      Path data = cache.data("s3a://inputs/data/rte").orElseThrow();
      assertThat(data.resolve("train.tsv")).hasContent("rows");
      assertThat(cache.model("s3a://inputs/models/absent")).isEmpty();
      assertThat(server.gateway().faults()).isPositive();
      assertThatThrownBy(() -> cache.model("s3a://KEY:sEcr3t@inputs/models/llama"))
          .isInstanceOf(CredentialsInAddressException.class)
          .hasMessageNotContaining("sEcr3t");
    }
  }

  private static void put(S3Server server, String name, byte[] content) {
    BlobStore objects = server.objects();
    objects.putBlob(
        "inputs", objects.blobBuilder(name).payload(content).contentLength(content.length).build());
  }
}
