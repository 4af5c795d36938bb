package org.dashsweep.jobs.run;

import java.security.CodeSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.dashsweep.jobs.progress.ProgressPlugin;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a sweep's Spark application: what the user gave, and what a sweep needs.
 *
 * <p>In local mode the cores of the master are shared out by {@link Slots}. On a cluster a trial
 * has {@code spark.task.cpus} cores and Spark runs as many at once as its executors have room for.
 */
public final class SparkSettings {
  private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\*|[1-9][0-9]*)])?");
  private static final String TASK_CPUS = "spark.task.cpus";

  private static final String START_WITH_OPTIONS =
      "the driver's JVM runs already; set DASH_SWEEP_JAVA_OPTIONS, or give it to spark-submit";
  private static final Map<String, String> NEVER =
      Map.of(
          "spark.master",
          "use --master",
          "spark.speculation",
          "two copies of a trial would commit the same rows",
          "spark.serializer",
          "trials cross to the executors with Java's own serializer",
          "spark.driver.memory",
          START_WITH_OPTIONS,
          "spark.driver.extraJavaOptions",
          START_WITH_OPTIONS,
          "spark.driver.extraClassPath",
          START_WITH_OPTIONS,
          "spark.driver.extraLibraryPath",
          START_WITH_OPTIONS,
          "spark.submit.deployMode",
          "give it to spark-submit");

  private final String master;
  private final boolean local;
  private final int threadsPerTrial;
  private final int slots;
  private final SortedMap<String, String> settings;

  private SparkSettings(
      String master,
      boolean local,
      int slots,
      int threadsPerTrial,
      SortedMap<String, String> settings) {
    this.master = master;
    this.local = local;
    this.slots = slots;
    this.threadsPerTrial = threadsPerTrial;
    this.settings = settings;
  }

  /**
   * What the user asked for.
   *
   * @param master of the command line, or null
   * @param inheritedMaster of spark-submit, or null if it did not start this JVM
   * @param configuration Spark settings of the command line and its properties file
   * @param slots trials at once, in local mode
   * @param threads per trial
   */
  public record Request(
      @Nullable String master,
      @Nullable String inheritedMaster,
      SortedMap<String, String> configuration,
      OptionalInt slots,
      OptionalInt threads) {
    public Request {
      configuration = new TreeMap<>(configuration);
    }
  }

  /**
   * Resolves a request.
   *
   * @param cores of this machine
   * @throws IllegalArgumentException if something asked for would have no effect; the message is
   *     for the user
   */
  public static SparkSettings resolve(Request request, int cores) {
    String inherited = request.inheritedMaster();
    String asked = request.master();
    if (inherited != null && asked != null && !asked.equals(inherited)) {
      throw new IllegalArgumentException(
          "--master %s has no effect: spark-submit chose %s; leave it out"
              .formatted(asked, inherited));
    }
    String master = inherited != null ? inherited : asked != null ? asked : "local[*]";
    Matcher matcher = LOCAL.matcher(master);
    boolean local = matcher.matches();
    if (!local && master.startsWith("local") && !master.startsWith("local-cluster")) {
      throw new IllegalArgumentException(
          "--master %s: use local, local[N] or local[*]".formatted(master));
    }
    request.configuration().forEach((key, value) -> requireEffect(key, value, local));
    return local
        ? local(request, cores(matcher.group(1), master, cores))
        : cluster(request, master);
  }

  private static void requireEffect(String key, String value, boolean local) {
    if (!key.startsWith("spark.")) {
      throw new IllegalArgumentException(
          "--conf %s: not a Spark setting; their names start with spark."
              .formatted(Secrets.shown(key, value)));
    }
    @Nullable String reason = NEVER.get(key);
    if (reason == null && local && key.startsWith("spark.executor.")) {
      reason = "local mode has no executors of its own; name a cluster with --master";
    }
    if (reason == null && local && key.equals(TASK_CPUS)) {
      reason = "in local mode use --slots or --threads";
    }
    if (reason != null) {
      throw new IllegalArgumentException(
          "--conf %s has no effect: %s".formatted(Secrets.shown(key, value), reason));
    }
  }

  private static int cores(@Nullable String bracket, String master, int cores) {
    if (bracket == null) {
      return 1;
    }
    try {
      return bracket.equals("*") ? cores : Integer.parseInt(bracket);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--master %s: too many cores".formatted(master), e);
    }
  }

  private static SparkSettings local(Request request, int cores) {
    Slots slots = Slots.share(cores, request.slots(), request.threads());
    return new SparkSettings(
        "local[%d]".formatted(slots.count()),
        true,
        slots.count(),
        slots.threadsPerTrial(),
        new TreeMap<>(request.configuration()));
  }

  private static SparkSettings cluster(Request request, String master) {
    if (request.slots().isPresent()) {
      throw new IllegalArgumentException(
          "--slots %d has no effect on the cluster %s: its executors' cores divided by --threads decide"
              .formatted(request.slots().getAsInt(), master));
    }
    SortedMap<String, String> settings = new TreeMap<>(request.configuration());
    @Nullable String taskCpus = settings.get(TASK_CPUS);
    if (request.threads().isPresent()) {
      String threads = String.valueOf(request.threads().getAsInt());
      if (taskCpus != null && !taskCpus.equals(threads)) {
        throw new IllegalArgumentException(
            "--threads %s and --conf %s=%s disagree: leave one out"
                .formatted(threads, TASK_CPUS, taskCpus));
      }
      settings.put(TASK_CPUS, threads);
    }
    int threads = new SparkConf().getInt(TASK_CPUS, 1);
    if (settings.containsKey(TASK_CPUS)) {
      try {
        threads = Integer.parseInt(settings.get(TASK_CPUS));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "--conf %s=%s: must be a whole number".formatted(TASK_CPUS, taskCpus), e);
      }
    }
    return new SparkSettings(master, false, 0, threads, settings);
  }

  /** Whether the trials run in this JVM. */
  public boolean isLocal() {
    return local;
  }

  /** The master URL handed to Spark. */
  public String master() {
    return master;
  }

  /** Threads each trial computes with. */
  public int threadsPerTrial() {
    return threadsPerTrial;
  }

  /** How trials share the machines, for people. */
  public String describe() {
    String threads = threadsPerTrial == 1 ? "1 thread" : threadsPerTrial + " threads";
    return local
        ? "%d at once with %s each".formatted(slots, threads)
        : "on %s with %s each".formatted(master, threads);
  }

  /** The Hadoop settings among those given, for reading tables before Spark starts. */
  public Configuration hadoopConfiguration() {
    Configuration hadoop = new Configuration();
    String prefix = "spark.hadoop.";
    for (var setting : sparkConf("settings").getAll()) {
      if (setting._1().startsWith(prefix)) {
        hadoop.set(setting._1().substring(prefix.length()), setting._2());
      }
    }
    return hadoop;
  }

  /** The configuration of the application that runs {@code sweep}. */
  public SparkConf sparkConf(String sweep) {
    // Starts from what spark-submit handed over as system properties, if anything.
    SparkConf conf = new SparkConf();
    settings.forEach(conf::set);
    conf.setMaster(master).setIfMissing("spark.app.name", "Dash Sweep: " + sweep);
    conf.set("spark.speculation", "false");
    // Records do not survive Kryo.
    conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    conf.set("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.redaction.regex", Secrets.NAMES);
    // A run that is broken off writes until its JVM ends.
    conf.setIfMissing("spark.hadoop.fs.automatic.close", "false");
    String ours = ProgressPlugin.class.getName() + "," + RunnerPlugin.class.getName();
    String theirs = conf.get("spark.plugins", "");
    conf.set("spark.plugins", theirs.isEmpty() ? ours : theirs + "," + ours);
    // DJL and the tokenizers otherwise report their use over the network.
    conf.setIfMissing("spark.executorEnv.OPT_OUT_TRACKING", "true");
    if (local) {
      conf.setIfMissing("spark.ui.enabled", "false");
      // Whatever this machine's name resolves to, nothing has to reach it from outside.
      conf.setIfMissing("spark.driver.host", "localhost");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    } else {
      // As spark-submit does with the jar it is given.
      applicationJar().ifPresent(jar -> conf.setIfMissing("spark.jars", jar));
    }
    return conf;
  }

  private static Optional<String> applicationJar() {
    @Nullable CodeSource source = SparkSettings.class.getProtectionDomain().getCodeSource();
    return Optional.ofNullable(source)
        .map(code -> code.getLocation().toString())
        .filter(location -> location.endsWith(".jar"));
  }
}
