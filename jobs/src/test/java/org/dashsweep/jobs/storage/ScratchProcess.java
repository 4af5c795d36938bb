package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Another process that has a scratch directory, or deletes what others left. */
final class ScratchProcess {
  private static final int COLLECTIONS = 3;

  private ScratchProcess() {}

  /** Does in the place that the second argument names what the first one says. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path place = Path.of(arguments[1]);
    if (arguments[0].equals("clean")) {
      ScratchDirectory.deleteLeftovers(place);
      return;
    }
    Configuration hadoop = new Configuration();
    ScratchDirectory.holdTemporaryFiles(hadoop);
    Path own = ScratchDirectory.create("adapter-");
    for (int i = 0; i < COLLECTIONS; i++) {
      collect();
    }
    System.out.println(own.getParent());
    System.out.println(System.getProperty("java.io.tmpdir"));
    System.out.println(hadoop.get("hadoop.tmp.dir"));
    // Until this process is killed.
    Thread.currentThread().join();
  }

  /** Collects garbage until what became garbage before is dealt with. */
  static void collect() throws InterruptedException {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    PhantomReference<Object> canary = new PhantomReference<>(new Object(), queue);
    while (queue.poll() == null) {
      System.gc();
    }
    // The cleaners of what was found with it are called by another thread.
    System.runFinalization();
    canary.clear();
  }

  static Process start(String command, Path place) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            List.of(
                java,
                "-Xmx64m",
                "-Djava.io.tmpdir=" + place,
                "-cp",
                classPath,
                ScratchProcess.class.getName(),
                command,
                place.toString()))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
