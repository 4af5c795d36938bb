package org.dashsweep.jobs.run.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BuildInformationTest {
  @Test
  void aVersionTellsTheBuildsOfASnapshotApart() {
    assertThat(BuildInformation.version("0.1.0", "1a2b3c4", "false")).isEqualTo("0.1.0+1a2b3c4");
    assertThat(BuildInformation.version("0.1.0", "1a2b3c4", "true"))
        .isEqualTo("0.1.0+1a2b3c4.modified");
  }

  @Test
  void aBuildOutsideARepositoryHasItsVersionAlone() {
    assertThat(BuildInformation.version("0.1.0", "${git.commit.id.abbrev}", "${git.dirty}"))
        .isEqualTo("0.1.0");
  }
}
