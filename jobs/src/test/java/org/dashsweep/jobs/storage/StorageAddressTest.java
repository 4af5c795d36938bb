package org.dashsweep.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StorageAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "out",
        "/tmp/a:b@c",
        "file:///tmp/a:b@c",
        "s3a://bucket",
        "s3a://bucket/a:b@c",
        "hdfs:///out",
        "hdfs://nameservice/out",
        "hdfs://user@host:8020/out",
        "hdfs://[::1]:8020/out",
        "abfs://container@account.dfs.core.windows.net/out"
      })
  void placesAreTaken(String address) {
    assertThat(StorageAddress.requireNoCredentials(address)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "a:b", "://x", ":x", "s3a:out"})
  void whatNamesNoPlaceIsRefused(String address) {
    assertThatThrownBy(() -> StorageAddress.path(address))
        .isInstanceOf(AddressException.class)
        .hasMessageContaining(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://KEY:sEcr3t@bucket/out",
        "s3a://KEY:sEcr3t/with/slashes@bucket/out",
        "S3N://KEY@bucket/sEcr3t",
        "hdfs://user:sEcr3t@host/out",
        "hdfs://user:sEcr3t/with/slashes@host:8020/out"
      })
  void credentialsAreRefusedAndNotRepeated(String address) {
    assertThatThrownBy(() -> StorageAddress.requireNoCredentials(address))
        .isInstanceOf(CredentialsInAddressException.class)
        .hasMessageContaining("must not hold credentials")
        .hasMessageNotContaining("sEcr3t");
  }
}
