package org.dashsweep.jobs.run.spark;

import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a local application, whose pages listen where its driver does. Spark's pages
 * take their address from the environment variable {@code SPARK_LOCAL_IP} alone. Without it they
 * listen on every address of the machine.
 */
final class LocalConf extends SparkConf {
  private static final String ADDRESS = "spark.driver.bindAddress";
  private static final String PAGES_ADDRESS = "SPARK_LOCAL_IP";

  /** Starts from the system properties that spark-submit has set, if any. */
  LocalConf() {
    super(true);
    setIfMissing("spark.ui.enabled", "false");
    // Whoever else is logged in to this machine is not to end the run.
    setIfMissing("spark.ui.killEnabled", "false");
    // Whatever this machine's name resolves to, nothing has to reach it from outside.
    setIfMissing("spark.driver.host", "localhost");
    setIfMissing(ADDRESS, "127.0.0.1");
  }

  private LocalConf(LocalConf other) {
    super(false);
    for (var setting : other.getAll()) {
      set(setting._1(), setting._2());
    }
  }

  @Override
  public @Nullable String getenv(String name) {
    @Nullable String value = super.getenv(name);
    return value == null && name.equals(PAGES_ADDRESS) ? get(ADDRESS) : value;
  }

  /** The copy that Spark keeps of it behaves the same. */
  @Override
  @SuppressWarnings("MissingSuperCall") // the super class's makes one that does not
  public LocalConf clone() {
    return new LocalConf(this);
  }
}
