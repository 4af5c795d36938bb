package org.dashsweep.jobs.run.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.executorEnv.DB_PASSWORD",
        "spark.executorEnv.DB_PASSWD",
        "spark.executorEnv.PGPASS",
        "spark.executorEnv.DB_PASS",
        "spark.executorEnv.MY_PWD",
        "spark.executorEnv.API_KEY",
        "spark.executorEnv.AWS_SECRET_ACCESS_KEY",
        "spark.hadoop.fs.s3a.access.key",
        "spark.hadoop.fs.azure.account.key.a.dfs.core.windows.net"
      })
  void valuesOfSuchNamesAreHidden(String name) {
    assertThat(Secrets.shown(name, "sEcr3t")).isEqualTo(name + "=\u2026");
    assertThat(Pattern.compile(Secrets.REDACTED).matcher(name).find()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "http://user:sEcr3t@proxy:80/x, http://user:\u2026@proxy:80/x",
    "jdbc:postgresql://u:sEcr3t/1+2=@h/db, jdbc:postgresql://u:\u2026@h/db",
    "https://a.net/c?sv=1&sig=sEcr3t&x=1, https://a.net/c?sv=1&sig=\u2026&x=1",
    "https://h/x?access_token=sEcr3t, https://h/x?access_token=\u2026",
    "https://h/x?X-Amz-Signature=sEcr3t#a, https://h/x?X-Amz-Signature=\u2026#a"
  })
  void secretsInUrisAreHidden(String uri, String shown) {
    String name = "spark.executorEnv.PLACE";
    assertThat(Secrets.shown(name, uri)).isEqualTo(name + "=" + shown);
    assertThat(Secrets.masked("cannot open " + uri)).isEqualTo("cannot open " + shown);
    assertThat(Pattern.compile(Secrets.REDACTED).matcher(uri).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.sql.shuffle.partitions",
        "spark.driver.bindAddress",
        "hdfs://user@host:8020/a@b",
        "hdfs://host:8020/a@b",
        "abfs://container@account.dfs.core.windows.net/out",
        "s3a://bucket/a:b@c",
        "file:///tmp/a:b@c",
        "https://h/x?version=1&design=2"
      })
  void everythingElseIsShown(String text) {
    assertThat(Secrets.masked(text)).isEqualTo(text);
    assertThat(Secrets.shown("spark.hadoop.place", text)).endsWith(text);
    assertThat(Pattern.compile(Secrets.REDACTED).matcher(text).find()).isFalse();
  }
}
