package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.internal.config.package$;
import org.dashsweep.jobs.run.spark.DeviceChoice;
import org.dashsweep.jobs.run.spark.GpuDiscovery;
import org.dashsweep.jobs.run.spark.SparkSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of {@code conf} are what those that read them take. */
final class ConfFilesTest {
  private static final Path CONF = Path.of("..", "conf");
  private static final Pattern FOLDER = Pattern.compile("<outputDirectory>(.+?)</outputDirectory>");
  private static final Pattern COPY = Pattern.compile("(?m)^COPY (.+)$");

  /** Settings of parts of Spark that are not on this class path, as its documentation has them. */
  private static final Set<String> OF_KUBERNETES =
      Set.of(
          "spark.kubernetes.container.image",
          "spark.kubernetes.namespace",
          "spark.kubernetes.authenticate.driver.serviceAccountName");

  @Test
  void theReadmeNamesEveryFile() throws IOException {
    String readme = Files.readString(CONF.resolve("README.md"));
    try (Stream<Path> files = Files.list(CONF)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .hasSize(13)
          .filteredOn(name -> !name.equals("README.md"))
          .allSatisfy(name -> assertThat(readme).contains("`" + name));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gpu-standalone.conf, spark://host:7077, 8",
    "gpu-yarn.conf, yarn, 8",
    "gpu-kubernetes.conf, k8s://https://host:6443, 8",
    "spark-defaults.conf, local[2], 1"
  })
  void clusterSettingsAreKnownAndFit(String name, String master, int threads) throws IOException {
    SortedMap<String, String> settings = properties(CONF.resolve(name));
    assertThat(settings.keySet()).allMatch(ConfFilesTest::isKnown);
    SparkSettings resolved = resolve(settings, master);
    assertThat(resolved.resources().threads()).isEqualTo(threads);
    assertThat(resolved.resources().gpu()).isEqualTo(!resolved.isLocal());
    if (!resolved.isLocal()) {
      assertGpusAndCoresMatch(settings);
    }
  }

  private static void assertGpusAndCoresMatch(Map<String, String> settings) {
    double byCores = number(settings, "spark.executor.cores") / number(settings, "spark.task.cpus");
    double byGpus =
        number(settings, "spark.executor.resource.gpu.amount")
            / number(settings, "spark.task.resource.gpu.amount");
    assertThat(byCores).as("trials by cores and by GPUs").isEqualTo(byGpus);
  }

  private static double number(Map<String, String> settings, String key) {
    return Double.parseDouble(settings.get(key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpu-yarn.conf",
        "gpu-kubernetes.conf",
        "scheduled/kubernetes/scheduled-sweep.yaml"
      })
  void moreExecutorsMayBeLostThanATrialMayLose(String name) throws IOException {
    assertThat(Files.readString(CONF.resolve(name)))
        .containsPattern("spark\\.executor\\.maxNumFailures:? \"?100\\b")
        .containsPattern("spark\\.executor\\.failuresValidityInterval:? 1h");
  }

  /** The folder that the launcher looks for beside the program, and that the profile makes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpu-standalone.conf",
        "gpu-yarn.conf",
        "gpu-kubernetes.conf",
        "scheduled/kubernetes/scheduled-sweep.yaml"
      })
  void executorsAreToldWherePyTorchWithCudaLies(String name) throws IOException {
    assertThat(Files.readString(CONF.resolve(name)))
        .containsPattern("spark\\.executorEnv\\.DASH_SWEEP_GPU:? /opt/dash-sweep/gpu\n")
        .doesNotContain("PYTORCH_");
    assertThat(Files.readString(Path.of("src/distribution/bin/dash-sweep")))
        .contains("export DASH_SWEEP_GPU=\"${DASH_SWEEP_GPU-$home/gpu}\"");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<cuda.directory>${distribution}/gpu</cuda.directory>");
  }

  /** The program takes the last file for the sign that all others are there. */
  @Test
  void theJniLibraryIsUnpackedLast() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    assertThat(Pages.found(Pattern.compile("<includes>(.+)</includes>"), pom))
        .containsExactly(
            "pytorch/cu124/linux-x86_64/*,native/lib/pytorch.properties",
            "jnilib/linux-x86_64/cu124/libdjl_torch.so");
  }

  @Test
  void theDiscoveryPluginIsNamedAsItIsCalled() throws IOException {
    String setting = "spark.resources.discoveryPlugin " + GpuDiscovery.class.getName();
    assertThat(isKnown("spark.resources.discoveryPlugin")).isTrue();
    assertThat(Files.readString(CONF.resolve("README.md"))).contains(setting);
    assertThat(Files.readString(CONF.resolve("gpu-kubernetes.conf"))).contains(setting);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu-standalone.conf", "gpu-yarn.conf", "gpu-kubernetes.conf"})
  void everySettingIsExplainedAboveIt(String name) throws IOException {
    List<String> lines = Files.readAllLines(CONF.resolve(name));
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("spark.")) {
        assertThat(lines.get(i - 1)).as("above %s", lines.get(i)).startsWith("# ");
      }
    }
  }

  @Test
  void theLogSaysWhichTrialALineIsOf() throws Exception {
    try (LoggerContext context = new LoggerContext("conf");
        InputStream in = Files.newInputStream(CONF.resolve("log4j2.properties"))) {
      Configuration configuration =
          new PropertiesConfigurationFactory()
              .getConfiguration(context, new ConfigurationSource(in));
      configuration.initialize();
      assertThat(configuration.getRootLogger().getAppenders()).containsOnlyKeys("console");
      assertThat(configuration.getAppender("console").getLayout().toString())
          .as("the thread is called after its trial")
          .contains("[%t]");
      assertThat(configuration.getLoggers()).containsKey("org.apache.spark.scheduler");
    }
  }

  @Test
  void metricsNameClassesThatSparkHas() throws Exception {
    SortedMap<String, String> settings = properties(CONF.resolve("metrics.properties"));
    List<String> classes =
        settings.entrySet().stream()
            .filter(setting -> setting.getKey().endsWith(".class"))
            .map(Map.Entry::getValue)
            .toList();
    assertThat(classes).hasSize(3);
    for (String name : classes) {
      assertThat(Class.forName(name, false, getClass().getClassLoader())).isNotNull();
    }
  }

  /** The distribution's folders are those of its assembly; the plugin for jars adds the jar. */
  @Test
  void theDockerfileCopiesWhatTheDistributionHas() throws IOException {
    String assembly = Files.readString(Path.of("src/assembly/distribution.xml"));
    Set<String> folders = new TreeSet<>(Pages.found(FOLDER, assembly));
    List<String> copied = Pages.found(COPY, dockerfile());
    assertThat(copied).hasSizeGreaterThan(8);
    for (String line : copied) {
      List<String> words = List.of(line.split(" +"));
      for (String source : words.subList(0, words.size() - 1)) {
        if (source.contains("/")) {
          assertThat(folders).as(line).contains(source.substring(0, source.indexOf('/')));
        } else {
          assertThat(source).isEqualTo("dash-sweep.jar");
        }
      }
    }
    assertThat(Files.readString(Path.of("pom.xml"))).contains("${distribution}/dash-sweep.jar");
  }

  @Test
  void theContainerRunsTheProgramAndIsNotRoot() throws IOException {
    String last = dockerfile().substring(dockerfile().lastIndexOf("\nFROM "));
    assertThat(last)
        .startsWith("\nFROM eclipse-temurin:17-jdk\n")
        .containsPattern("\nUSER [1-9][0-9]+:[1-9][0-9]+\n")
        .contains(
            "ENTRYPOINT [\"/opt/dash-sweep/bin/dash-sweep\"]", "VOLUME [\"/cache\", \"/results\"]")
        .contains("chown sweep:sweep /cache /results");
    assertThat(last.indexOf("\nUSER ")).isGreaterThan(last.lastIndexOf("\nRUN "));
    assertThat(Files.readString(Path.of("..", "pom.xml")) + Files.readString(Path.of("pom.xml")))
        .contains("<spark.version>4.1.0<", "<awssdk.version>2.29.52<");
    assertThat(dockerfile()).contains("FROM apache/spark:4.1.0 AS spark", "lib/*-2.29.52.jar");
  }

  private static String dockerfile() throws IOException {
    return Files.readString(CONF.resolve("Dockerfile")).replaceAll(" *\\\\\n *", " ");
  }

  @Test
  void theAccountOfKubernetesIsTheOneThatTheSettingsName() throws IOException {
    List<JsonNode> resources = new ArrayList<>();
    YAMLMapper yaml = new YAMLMapper();
    try (MappingIterator<JsonNode> read =
        yaml.readerFor(JsonNode.class)
            .readValues(CONF.resolve("kubernetes/account.yaml").toFile())) {
      read.forEachRemaining(resources::add);
    }
    assertThat(resources)
        .extracting(resource -> resource.path("kind").asText())
        .containsExactly("Namespace", "ServiceAccount", "Role", "RoleBinding");
    SortedMap<String, String> settings = properties(CONF.resolve("gpu-kubernetes.conf"));
    String namespace = settings.get("spark.kubernetes.namespace");
    String account = settings.get("spark.kubernetes.authenticate.driver.serviceAccountName");
    assertThat(resources.get(0).path("metadata").path("name").asText()).isEqualTo(namespace);
    assertThat(resources.subList(1, 4))
        .allSatisfy(
            resource -> {
              assertThat(resource.path("metadata").path("namespace").asText()).isEqualTo(namespace);
              assertThat(resource.path("metadata").path("name").asText()).isEqualTo(account);
            });
    assertThat(resources.get(3).path("subjects").get(0).path("name").asText()).isEqualTo(account);
    String page = Files.readString(CONF.resolve("kubernetes/README.md")).replaceAll("\\\\\n *", "");
    Matcher submitted =
        Pattern.compile("local:///opt/dash-sweep/dash-sweep.jar (.+)").matcher(page);
    assertThat(submitted.find()).isTrue();
    assertParses(List.of(submitted.group(1).split(" +")));
  }

  @Test
  void theCronLineIsFiveTimesAndACommandOfOurs() throws IOException {
    List<String> lines =
        Files.readAllLines(CONF.resolve("scheduled/cron/dash-sweep.cron")).stream()
            .filter(line -> !line.startsWith("#") && !line.matches("[A-Z_]+=.*"))
            .toList();
    assertThat(lines).hasSize(1);
    String[] fields = lines.get(0).split(" ", 6);
    assertThat(List.of(fields).subList(0, 5)).allMatch(field -> field.matches("\\*|[0-9]+"));
    assertRuns(fields[5].substring(fields[5].indexOf("/bin/dash-sweep ")));
  }

  @Test
  void theSystemdUnitsStartACommandOfOurs() throws IOException {
    Path units = CONF.resolve("scheduled/systemd");
    String service = Files.readString(units.resolve("dash-sweep.service"));
    assertThat(service.lines().filter(line -> line.startsWith("[")))
        .containsExactly("[Unit]", "[Service]");
    assertRuns(
        service.lines().filter(line -> line.startsWith("ExecStart=")).findFirst().orElseThrow());
    String timer = Files.readString(units.resolve("dash-sweep.timer"));
    assertThat(timer.lines().filter(line -> line.startsWith("[")))
        .containsExactly("[Unit]", "[Timer]", "[Install]");
    assertThat(timer).contains("\nOnCalendar=").contains("\nWantedBy=timers.target");
  }

  private static void assertRuns(String command) {
    String[] words = command.split(" ");
    assertThat(words[0]).endsWith("/bin/dash-sweep");
    assertParses(List.of(words).subList(1, words.length));
  }

  private static void assertParses(List<String> arguments) {
    assertThat(
            DashSweep.commandLine(new FakeCatalogue())
                .parseArgs(arguments.toArray(String[]::new))
                .subcommand()
                .commandSpec()
                .name())
        .isEqualTo("run");
  }

  @Test
  void theKubernetesExampleIsASparkApplicationOfOurs() throws IOException {
    JsonNode resource =
        new YAMLMapper()
            .readTree(CONF.resolve("scheduled/kubernetes/scheduled-sweep.yaml").toFile());
    assertThat(resource.path("apiVersion").asText()).isEqualTo("sparkoperator.k8s.io/v1beta2");
    assertThat(resource.path("kind").asText()).isEqualTo("ScheduledSparkApplication");
    assertThat(resource.path("spec").path("schedule").asText().split(" ")).hasSize(5);
    JsonNode template = resource.path("spec").path("template");
    assertThat(template.path("mainClass").asText()).isEqualTo(DashSweep.class.getName());
    List<String> arguments = new ArrayList<>();
    template.path("arguments").forEach(argument -> arguments.add(argument.asText()));
    assertParses(arguments);

    SortedMap<String, String> settings = new TreeMap<>();
    template
        .path("sparkConf")
        .properties()
        .forEach(setting -> settings.put(setting.getKey(), setting.getValue().asText()));
    assertThat(settings.keySet()).allMatch(ConfFilesTest::isKnown);
    settings.put("spark.executor.cores", template.path("executor").path("cores").asText());
    assertGpusAndCoresMatch(settings);
    assertThat(resolve(settings, "k8s://https://host").resources().gpu()).isTrue();
  }

  private static boolean isKnown(String key) {
    // Registers Spark's own.
    assertThat(package$.MODULE$).isNotNull();
    return ConfigEntry.findEntry(key) != null
        || OF_KUBERNETES.contains(key)
        || key.matches("spark\\.executorEnv\\.[A-Z_]+")
        || key.matches(
            "spark\\.(executor|task)\\.resource\\.gpu\\.(amount|vendor|discoveryScript)");
  }

  private static SparkSettings resolve(SortedMap<String, String> settings, String master) {
    return SparkSettings.resolve(
        new SparkSettings.Request(
            master,
            null,
            settings,
            OptionalInt.empty(),
            OptionalInt.empty(),
            DeviceChoice.AUTO,
            null),
        2);
  }

  private static SortedMap<String, String> properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    SortedMap<String, String> settings = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(key -> settings.put(key, properties.getProperty(key).strip()));
    return settings;
  }
}
