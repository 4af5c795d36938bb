package org.dashsweep.jobs.notebooks;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;
import scala.tools.nsc.Settings;
import scala.tools.nsc.interpreter.IMain;
import scala.tools.nsc.interpreter.Results;
import scala.tools.nsc.interpreter.shell.ReplReporterImpl;

/**
 * The interpreter of Scala's compiler with a Spark session in it. Spark's shell and Zeppelin's
 * interpreter are layers over it.
 */
final class ScalaInterpreter implements AutoCloseable {
  private final StringWriter output = new StringWriter();
  private final IMain interpreter;

  ScalaInterpreter(SparkSession spark) {
    Settings settings = new Settings();
    settings
        .classpath()
        .append(
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    this.interpreter = new IMain(settings, new ReplReporterImpl(settings, new PrintWriter(output)));
    scala.collection.immutable.List<String> noModifiers =
        CollectionConverters.asScala(List.<String>of()).toList();
    interpreter.bind("spark", SparkSession.class.getName(), spark, noModifiers);
    for (String line :
        List.of("import spark.implicits._", "import spark.sql", "val sc = spark.sparkContext")) {
      run(line);
    }
  }

  /**
   * Runs lines that see what earlier ones have defined.
   *
   * @throws AssertionError with the interpreter's words if they do not compile or they throw
   */
  void run(String lines) {
    output.getBuffer().setLength(0);
    if (interpreter.interpret(lines) != Results.Success$.MODULE$) {
      throw new AssertionError(lines + "\n" + output);
    }
  }

  @Override
  public void close() {
    interpreter.close();
  }
}
