package org.dashsweep.jobs.run.spark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MasterUrlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark://host:7077",
        "spark://a:7077,b:7077",
        "spark://[::1]:7077",
        "local-cluster[2,1,1024]",
        "yarn",
        "k8s://https://host:6443"
      })
  void whatClustersAreCalledIsTaken(String url) {
    assertThatCode(() -> MasterUrl.requireForm(url)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"host", "mesos://host:5050", "spark://host", "spark://a host:1", "spark://", ""})
  void whatNoClusterIsCalledIsRefused(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MasterUrl.requireForm(url))
        .withMessage(
            "--master %s: use local[N], spark://HOST:PORT, yarn or k8s://https://HOST:PORT", url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yarn", "k8s://https://host:6443"})
  void aClusterThatThisSparkCannotReachIsRefused(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MasterUrl.requireManager(url))
        .withMessageContainingAll("--master " + url, "spark-submit");
  }
}
