package org.dashsweep.jobs.run.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.dashsweep.jobs.progress.ProgressPlugin;
import org.dashsweep.jobs.run.executor.ExecutorShutdown;
import org.dashsweep.jobs.run.protocol.Slots;
import org.dashsweep.jobs.run.protocol.TrialResources;
import org.dashsweep.jobs.storage.StorageAddress;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a sweep's Spark application: the user's, and the ones that a sweep needs.
 *
 * <p>In local mode the cores of the master are shared out by {@link Slots}. On a cluster a trial
 * has {@code spark.task.cpus} cores. Spark runs as many trials at once as its executors have room
 * for.
 */
public final class SparkSettings {
  private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\*|[1-9][0-9]*)])?");
  private static final String TASK_CPUS = "spark.task.cpus";
  private static final String TASK_GPUS = "spark.task.resource.gpu.amount";
  private static final String EXECUTOR_CORES = "spark.executor.cores";
  private static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";
  private static final String PLUGINS = "spark.plugins";
  private static final String MAX_FAILURES = "spark.task.maxFailures";

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

  /** Settings that a sweep makes itself; the user may give the same values. */
  private static final Map<String, String> OURS =
      Map.of(
          "spark.speculation",
          "false",
          "spark.serializer",
          "org.apache.spark.serializer.JavaSerializer");

  private final String master;
  private final boolean local;
  private final TrialResources resources;
  private final int slots;
  private final SortedMap<String, String> settings;

  private SparkSettings(
      String master,
      boolean local,
      int slots,
      TrialResources resources,
      SortedMap<String, String> settings) {
    this.master = master;
    this.local = local;
    this.slots = slots;
    this.resources = resources;
    this.settings = settings;
  }

  /**
   * The user's request.
   *
   * @param master of the command line, or null
   * @param inheritedMaster of spark-submit, or null if it did not start this JVM
   * @param configuration Spark settings of the command line and its properties file
   * @param slots trials at once, in local mode
   * @param threads per trial
   * @param device that trials compute with
   * @param gpusPerTrial on a cluster; below 1 for several trials on one GPU; or null
   */
  public record Request(
      @Nullable String master,
      @Nullable String inheritedMaster,
      SortedMap<String, String> configuration,
      OptionalInt slots,
      OptionalInt threads,
      DeviceChoice device,
      @Nullable Double gpusPerTrial) {
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
          String.format(
              Locale.ROOT,
              "--master %s has no effect: spark-submit chose %s; leave it out",
              asked,
              inherited));
    }
    String master = inherited != null ? inherited : asked != null ? asked : "local[*]";
    Matcher matcher = LOCAL.matcher(master);
    boolean local = matcher.matches();
    if (!local && master.startsWith("local") && !master.startsWith("local-cluster")) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--master %s: use local, local[N] or local[*]", master));
    }
    if (!local) {
      MasterUrl.requireForm(master);
    }
    request.configuration().forEach((key, value) -> requireEffect(key, value, local));
    return local
        ? local(request, cores(matcher.group(1), master, cores), cores)
        : cluster(request, master);
  }

  private static void requireEffect(String key, String value, boolean local) {
    if (!key.startsWith("spark.")) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--conf %s: not a Spark setting; their names start with spark.",
              Secrets.shown(key, value)));
    }
    @Nullable String reason = value.equals(OURS.get(key)) ? null : NEVER.get(key);
    if (reason == null && local && key.startsWith("spark.executor.")) {
      reason = "local mode has no executors of its own; name a cluster with --master";
    }
    if (reason == null && local && key.equals(TASK_CPUS)) {
      reason = "in local mode use --slots or --threads";
    }
    if (reason != null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "--conf %s has no effect: %s", Secrets.shown(key, value), reason));
    }
  }

  private static int cores(@Nullable String bracket, String master, int cores) {
    if (bracket == null) {
      return 1;
    }
    try {
      return bracket.equals("*") ? cores : Integer.parseInt(bracket);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--master %s: too many cores", master), e);
    }
  }

  /**
   * Shares out this machine.
   *
   * @param cores of the master, which may name more than there are
   */
  private static SparkSettings local(Request request, int cores, int machineCores) {
    if (request.gpusPerTrial() != null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--gpus-per-trial %s has no effect in local mode, where Spark gives out no GPUs: use --slots",
              request.gpusPerTrial()));
    }
    request.threads().ifPresent(threads -> Slots.requireCores(threads, machineCores));
    Slots slots = Slots.share(cores, request.slots(), request.threads());
    return new SparkSettings(
        String.format(Locale.ROOT, "local[%d]", slots.count()),
        true,
        slots.count(),
        new TrialResources(
            Math.min(slots.threadsPerTrial(), machineCores),
            request.device() == DeviceChoice.GPU,
            null),
        new TreeMap<>(request.configuration()));
  }

  private static SparkSettings cluster(Request request, String master) {
    if (request.slots().isPresent()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--slots %d has no effect on the cluster %s: its executors' cores divided by --threads decide",
              request.slots().getAsInt(),
              master));
    }
    SortedMap<String, String> settings = new TreeMap<>(request.configuration());
    // With what spark-submit handed over as system properties.
    SparkConf conf = new SparkConf();
    settings.forEach(conf::set);
    boolean gpu = request.device() != DeviceChoice.CPU;
    OptionalDouble gpus = gpusPerTask(request, master, conf, gpu);
    if (gpu && request.gpusPerTrial() == null) {
      settings.putIfAbsent(TASK_GPUS, conf.get(TASK_GPUS, "1"));
    }
    int threads = threads(request, conf, gpus);
    settings.put(TASK_CPUS, String.valueOf(threads));
    TrialResources resources = new TrialResources(threads, gpu, request.gpusPerTrial());
    return new SparkSettings(master, false, 0, resources, settings);
  }

  /** GPUs of a task, if its executors have any. */
  private static OptionalDouble gpusPerTask(
      Request request, String master, SparkConf conf, boolean gpu) {
    @Nullable Double asked = request.gpusPerTrial();
    if (asked != null && !(asked > 0 && asked <= 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--gpus-per-trial %s: must be above 0 and at most 1: a trial computes with one GPU",
              asked));
    }
    double available = number(conf, EXECUTOR_GPUS, 0);
    if (available < 1 && (gpu || asked != null)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--master %s: its executors have no GPUs. Set %s and %s, on YARN and Kubernetes also spark.executor.resource.gpu.discoveryScript (conf/gpu-*.conf have them all), or give --device cpu",
              master,
              EXECUTOR_GPUS,
              TASK_GPUS));
    }
    if (asked != null) {
      return OptionalDouble.of(asked);
    }
    double set = number(conf, TASK_GPUS, gpu ? 1 : 0);
    if (set == 0 && !gpu) {
      return OptionalDouble.empty();
    }
    if (!(set > 0 && set <= 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--conf %s=%s: must be above 0 and at most 1, for a trial computes with one GPU; without GPUs give --device cpu",
              TASK_GPUS,
              conf.get(TASK_GPUS)));
    }
    return OptionalDouble.of(set);
  }

  /**
   * The cores of a task. Where nobody says, but an executor's cores and GPUs are known, as many as
   * leave neither cores nor GPUs idle.
   */
  private static int threads(Request request, SparkConf conf, OptionalDouble gpusPerTask) {
    if (request.threads().isPresent()) {
      int threads = request.threads().getAsInt();
      if (conf.contains(TASK_CPUS) && number(conf, TASK_CPUS, 1) != threads) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "--threads %d and --conf %s=%s disagree: leave one out",
                threads,
                TASK_CPUS,
                conf.get(TASK_CPUS)));
      }
      return threads;
    }
    if (!conf.contains(TASK_CPUS)
        && gpusPerTask.isPresent()
        && conf.contains(EXECUTOR_CORES)
        && conf.contains(EXECUTOR_GPUS)) {
      // No trial has parts of two GPUs.
      double slots = number(conf, EXECUTOR_GPUS, 1) * Math.floor(1 / gpusPerTask.getAsDouble());
      return Math.max(1, (int) (number(conf, EXECUTOR_CORES, 1) / slots));
    }
    double threads = number(conf, TASK_CPUS, 1);
    if (threads != Math.rint(threads)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "--conf %s=%s: must be a whole number", TASK_CPUS, conf.get(TASK_CPUS)));
    }
    return (int) threads;
  }

  private static double number(SparkConf conf, String key, double otherwise) {
    if (!conf.contains(key)) {
      return otherwise;
    }
    try {
      return Double.parseDouble(conf.get(key));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--conf %s=%s: must be a number", key, conf.get(key)), e);
    }
  }

  /** Returns whether the trials run in this JVM. */
  public boolean isLocal() {
    return local;
  }

  /** Returns the master URL handed to Spark. */
  public String master() {
    return master;
  }

  /** Returns the machine resources of each trial. */
  public TrialResources resources() {
    return resources;
  }

  /** Returns the division of the machines among trials, for people. */
  public String describe() {
    return local
        ? String.format(Locale.ROOT, "%d at once with %s each", slots, resources)
        : String.format(Locale.ROOT, "on %s with %s each", master, resources);
  }

  /** Returns the Hadoop settings among those given, for reading tables before Spark starts. */
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

  /** Returns the configuration of the application that runs {@code sweep}. */
  public SparkConf sparkConf(String sweep) {
    SparkConf conf = conf(sweep);
    String ours = ProgressPlugin.class.getName() + "," + ExecutorShutdown.class.getName();
    String theirs = conf.get(PLUGINS, "");
    return conf.set(PLUGINS, theirs.isEmpty() ? ours : theirs + "," + ours);
  }

  private SparkConf conf(String name) {
    // Both start from what spark-submit handed over as system properties, if anything.
    SparkConf conf = local ? new LocalConf() : new SparkConf();
    settings.forEach(conf::set);
    conf.setMaster(master).setIfMissing("spark.app.name", "Dash Sweep: " + name);
    // Records do not survive Kryo.
    OURS.forEach(conf::set);
    conf.set("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.redaction.regex", Secrets.REDACTED);
    // The event log shows it as it is.
    conf.set("spark.app.name", StorageAddress.masked(conf.get("spark.app.name")));
    // A run that is broken off writes until its JVM ends.
    conf.setIfMissing("spark.hadoop.fs.automatic.close", "false");
    // DJL and the tokenizers otherwise report their use over the network.
    conf.setIfMissing("spark.executorEnv.OPT_OUT_TRACKING", "true");
    if (!local) {
      // As spark-submit does with the jar it is given.
      applicationJar()
          .ifPresent(jar -> conf.setIfMissing("spark.jars", String.join(",", withModels(jar))));
    }
    return conf;
  }

  /**
   * Returns the configuration of an application that runs no trials, but queries on tables.
   *
   * @param name of the application, for people
   */
  public SparkConf queryConf(String name) {
    // Spark's 200 take longer to start than tables of trials to read.
    return conf(name).setIfMissing("spark.sql.shuffle.partitions", "8");
  }

  /**
   * Refuses a cluster that the Spark of this class path cannot talk to.
   *
   * @throws IllegalArgumentException the message is for the user
   */
  public void requireManager() {
    if (!local) {
      MasterUrl.requireManager(master);
    }
  }

  /**
   * Refuses a limit of Spark's at which the run would end before a trial is given up.
   *
   * @param maxLost attempts at a trial that may be lost with their process
   * @throws IllegalArgumentException the message is for the user
   */
  public void requireRoomFor(int maxLost) {
    SparkConf conf = sparkConf("settings");
    if (!local && conf.contains(MAX_FAILURES) && number(conf, MAX_FAILURES, 0) <= maxLost) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--conf %s=%s: must be above --max-lost %d, or the run ends with its first deadly trial; best leave it out",
              MAX_FAILURES,
              conf.get(MAX_FAILURES),
              maxLost));
    }
  }

  /**
   * Has Spark bear more losses than the trials do.
   *
   * @param conf what the user has set in it stays
   * @param maxLost attempts at a trial that may be lost with their process
   */
  public void bearLosses(SparkConf conf, int maxLost) {
    // A task ends with its trial's row whatever the trial does; what is counted here is the
    // cluster's.
    conf.setIfMissing(MAX_FAILURES, String.valueOf(4 * maxLost + 20));
    if (master.equals("yarn") || master.startsWith("k8s:")) {
      // These end an application by themselves, by default after three executors or so.
      conf.setIfMissing("spark.executor.maxNumFailures", String.valueOf(10 * maxLost + 100));
      conf.setIfMissing("spark.executor.failuresValidityInterval", "1h");
    }
    conf.setIfMissing("spark.decommission.enabled", "true");
  }

  /** The application's jar, and those of fetched models that lie in the folder beside it. */
  static List<String> withModels(String application) {
    List<String> jars = new ArrayList<>(List.of(application));
    Path models = Path.of(URI.create(application)).resolveSibling("models");
    if (Files.isDirectory(models)) {
      try (Stream<Path> files = Files.list(models)) {
        files
            .filter(file -> file.toString().endsWith(".jar"))
            .sorted()
            .forEach(file -> jars.add(file.toUri().toString()));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot look into " + models, e);
      }
    }
    return jars;
  }

  private static Optional<String> applicationJar() {
    @Nullable CodeSource source = SparkSettings.class.getProtectionDomain().getCodeSource();
    return Optional.ofNullable(source)
        .map(code -> code.getLocation().toString())
        .filter(location -> location.endsWith(".jar"));
  }
}
