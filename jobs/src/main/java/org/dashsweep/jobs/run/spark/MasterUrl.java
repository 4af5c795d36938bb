package org.dashsweep.jobs.run.spark;

import java.util.Locale;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.spark.scheduler.ExternalClusterManager;

/** Checks the URL of a cluster's master before Spark starts with it. */
final class MasterUrl {
  private static final String HOST = "(?:[^\\s:/,\\[\\]]+|\\[[0-9a-fA-F:]+]):[0-9]+";
  private static final Pattern SPARKS_OWN =
      Pattern.compile("spark://" + HOST + "(?:," + HOST + ")*|local-cluster\\[.+]");
  private static final Pattern OF_OTHERS = Pattern.compile("yarn|k8s://\\S+");

  private MasterUrl() {}

  /**
   * Refuses what no cluster's master is called.
   *
   * @throws IllegalArgumentException the message is for the user
   */
  static void requireForm(String url) {
    if (!SPARKS_OWN.matcher(url).matches()
        && !OF_OTHERS.matcher(url).matches()
        && !hasManager(url)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--master %s: use local[N], spark://HOST:PORT, yarn or k8s://https://HOST:PORT",
              url));
    }
  }

  /**
   * Refuses a cluster that the Spark of this class path cannot talk to.
   *
   * @throws IllegalArgumentException the message is for the user
   */
  static void requireManager(String url) {
    if (!SPARKS_OWN.matcher(url).matches() && !hasManager(url)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--master %s: the Spark in use has nothing to reach it with; give dash-sweep.jar to the spark-submit of a distribution that has",
              url));
    }
  }

  private static boolean hasManager(String url) {
    ServiceLoader<ExternalClusterManager> managers =
        ServiceLoader.load(ExternalClusterManager.class);
    return StreamSupport.stream(managers.spliterator(), false)
        .anyMatch(manager -> manager.canCreate(url));
  }
}
