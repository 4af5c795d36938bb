package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Another process that asks for a copy. */
final class CopyProcess {
  private CopyProcess() {}

  /** Copies into the cache directory that the first argument names the model of the second. */
  public static void main(String[] arguments) {
    MachineCache cache = new MachineCache(new Configuration(), arguments[0], line -> {});
    System.out.println(cache.model(arguments[1]).orElseThrow());
  }

  static Process start(Path cache, String uri) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            List.of(
                java,
                "-Xmx128m",
                "-cp",
                classPath,
                CopyProcess.class.getName(),
                cache.toString(),
                uri))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
