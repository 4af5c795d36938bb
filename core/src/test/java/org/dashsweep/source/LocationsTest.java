package org.dashsweep.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocationsTest {
  private final Path root;
  private final Locations locations;

  LocationsTest(@TempDir Path root) {
    this.root = root;
    this.locations = Locations.of(root.toString(), root.toString());
  }

  @Test
  void relativeNamesAreBelowTheRootAndAbsoluteOnesAreThemselves() throws IOException {
    Path model = Files.createDirectories(root.resolve("plain"));
    assertThat(locations.model("plain").path()).isEqualTo(model);
    assertThat(locations.model("plain").found()).isTrue();
    assertThat(locations.data(model.toString()).path()).isEqualTo(model);
    assertThat(Locations.of(null, "x").model("a").path()).isEqualTo(Path.of("a").toAbsolutePath());
  }

  @Test
  void aCachedSnapshotIsFoundByItsRepository() throws IOException {
    Path only = Files.createDirectories(root.resolve("models--org--name/snapshots/abc"));
    assertThat(locations.model("org/name").path()).isEqualTo(only);
    assertThat(locations.data("org/name").found()).as("a model is no data set").isFalse();

    Path other = Files.createDirectories(root.resolve("models--org--name/snapshots/def"));
    assertThat(locations.model("org/name").found()).as("one of two").isFalse();
    Files.createDirectories(root.resolve("models--org--name/refs"));
    Files.writeString(root.resolve("models--org--name/refs/main"), "def\n");
    assertThat(locations.model("org/name").path()).isEqualTo(other);

    Path direct = Files.createDirectories(root.resolve("org/name"));
    assertThat(locations.model("org/name").path())
        .as("what is named comes first")
        .isEqualTo(direct);
  }

  @Test
  void aSweepFileDescribesDataBesideItself() throws IOException {
    Path sweeps = Files.createDirectories(root.resolve("sweeps/data"));
    Path rows = Files.createFile(sweeps.resolve("rows.csv"));
    Locations beside = locations.beside(root.resolve("sweeps/own.yaml"));
    assertThat(beside.described("data/rows.csv"))
        .isEqualTo(new Locations.Lookup(rows, true, List.of(rows.toString())));
    assertThat(beside.described(rows.toString()).path()).isEqualTo(rows);
    assertThat(beside.described(rows.toUri().toString()).path()).isEqualTo(rows);
    assertThat(beside.described("rows.csv").found()).isFalse();
    assertThat(beside.described("s3a://bucket/rows.csv").found()).as("nowhere").isFalse();
    assertThat(beside.data("x").path()).as("other data stays").isEqualTo(root.resolve("x"));
  }

  @Test
  void everyPlaceLookedAtIsNamed() {
    Locations.Lookup lookup = locations.model("org/name");
    assertThat(lookup.found()).isFalse();
    assertThat(lookup.places())
        .isEqualTo("%1$s/org/name and %1$s/models--org--name/snapshots".formatted(root));
    assertThat(locations.data("a/b/c").places()).isEqualTo(root + "/a/b/c");
  }

  @Test
  void urisAreCopiedFirst() {
    Path copy = root.resolve("copy");
    Locations remote =
        Locations.of(
            "s3a://bucket/models/",
            "hdfs:///data",
            new Remote(Map.of("s3a://bucket/models/org/name", copy, "hdfs:///data/glue", copy)));
    assertThat(remote.model("org/name"))
        .isEqualTo(new Locations.Lookup(copy, true, List.of("s3a://bucket/models/org/name")));
    assertThat(remote.data("glue").path()).isEqualTo(copy);
    assertThat(remote.data("hdfs:///data/glue").path()).isEqualTo(copy);
    assertThat(remote.data("cola").found()).isFalse();
    assertThat(remote.data("cola").places()).isEqualTo("hdfs:///data/cola");
    assertThat(remote.model(root.toString()).path()).as("a path stays one").isEqualTo(root);
  }

  @Test
  void fileUrisArePaths() throws IOException {
    Path model = Files.createDirectories(root.resolve("plain"));
    assertThat(Locations.of(root.toUri().toString(), null).model("plain").path()).isEqualTo(model);
    assertThat(Locations.of("file:" + root, null).model("plain").path()).isEqualTo(model);
    assertThat(locations.model(model.toUri().toString()).path()).isEqualTo(model);
  }

  /** Has copied everything long ago. */
  private record Remote(Map<String, Path> copies) implements RemoteFiles {
    @Override
    public Optional<Path> model(String uri) {
      return Optional.ofNullable(copies.get(uri));
    }

    @Override
    public Optional<Path> data(String uri) {
      return Optional.ofNullable(copies.get(uri));
    }
  }
}
