package org.dashsweep.tensor;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The process-wide libtorch engine: loaded once, before anything native is touched. */
public final class Torch {
  private static final int M_TRIM_THRESHOLD = -1;
  private static final int M_TOP_PAD = -2;
  private static final int M_MMAP_THRESHOLD = -3;

  /** Larger blocks than this are still handed back to the system at once. */
  private static final int KEPT_BLOCK_BYTES = 512 << 20;

  private static volatile boolean loaded;

  private Torch() {}

  /** Loads the native libraries if they are not loaded yet. Idempotent and safe from any thread. */
  public static void load() {
    Loaded.ENGINE.getVersion();
  }

  /** Version of libtorch, such as {@code 2.7.1}. */
  public static String version() {
    return Loaded.ENGINE.getVersion();
  }

  /** Returns the version that is loaded, and nothing if none is: it loads none. */
  public static Optional<String> loadedVersion() {
    return loaded ? Optional.of(version()) : Optional.empty();
  }

  /** Version of DJL, by which libtorch is loaded. */
  public static String djlVersion() {
    return Engine.getDjlVersion();
  }

  /**
   * Returns whether float32 products on a device can go through oneDNN. oneDNN is up to twice as
   * fast on the CPU as the framework's own product where the latter does not know the processor.
   * The answer depends on the library alone, so that one machine always computes in one way.
   */
  public static boolean hasOneDnn(Device device) {
    load();
    return device instanceof Device.Cpu && JniUtils.getFeatures().contains("MKLDNN");
  }

  /** Returns whether a CUDA build of libtorch was loaded that finds a driver. */
  public static boolean cudaAvailable() {
    load();
    return JniUtils.getFeatures().contains("CUDA");
  }

  static void require(Device device) {
    load();
    if (device instanceof Device.Cuda cuda) {
      requireCuda(cuda);
    }
  }

  private static void requireCuda(Device.Cuda device) {
    if (!cudaAvailable()) {
      throw new DeviceException("No " + device + ": " + CudaBuild.ofProcess().remedy(version()));
    }
    // DJL counts through a library of CUDA's that it does not always find: 0 says nothing.
    int devices = Loaded.ENGINE.getGpuCount();
    if (devices > 0 && device.index() >= devices) {
      throw new DeviceException(
          String.format(
              Locale.ROOT,
              "No %s: this JVM sees %d GPUs; look at CUDA_VISIBLE_DEVICES",
              device,
              devices));
    }
  }

  /**
   * Prepares the calling thread for a trial: sets intra-operation threads and records gradients.
   * Switches libtorch's profiling graph executor off: it re-specialises whenever a ragged batch
   * brings a new shape.
   */
  public static void prepareThread(int threads) {
    load();
    // libtorch gives a thread that has not computed yet the number that was set last, in whatever
    // thread: asking for it makes the number this thread's own.
    synchronized (Torch.class) {
      JniUtils.setNumThreads(threads);
      if (JniUtils.getNumThreads() != threads) {
        throw new IllegalStateException("libtorch cannot compute with " + threads + " threads");
      }
    }
    JniUtils.setGradMode(true);
    JniUtils.setGraphExecutorOptimize(false);
  }

  /**
   * Returns memory that allocators keep without using it to the system. It is called at the end of
   * a trial, so that one trial's shapes do not add to the next one's footprint.
   */
  public static void releaseFreedMemory() {
    if (cudaAvailable()) {
      JniUtils.emptyCudaCache();
    }
    Loaded.LIBC.ifPresent(libc -> libc.malloc_trim(0));
  }

  static OptionalLong usedBytes(Device.Cuda device) {
    load();
    return device.index() < CudaUtils.getGpuCount()
        ? OptionalLong.of(CudaUtils.getGpuMemory(ai.djl.Device.gpu(device.index())).getCommitted())
        : OptionalLong.empty();
  }

  /** The part of glibc that decides when freed memory goes back to the system. */
  private interface Libc extends Library {
    int mallopt(int parameter, int value);

    // C's own name.
    int malloc_trim(long pad);

    int setenv(String name, String value, int overwrite);
  }

  /** glibc's allocator, if this is its platform. */
  private static Optional<Libc> libc() {
    if (!Platform.isLinux()) {
      return Optional.empty();
    }
    try {
      Libc libc = Native.load("c", Libc.class);
      keepFreedMemory(libc);
      // oneDNN compiles a kernel for each new number of tokens. By default it keeps too few of them
      // for ragged batches; these are some tens of megabytes, and a bound.
      libc.setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "8192", 0);
      return Optional.of(libc);
    } catch (UnsatisfiedLinkError otherLibc) {
      return Optional.empty();
    }
  }

  /**
   * Lets glibc keep freed blocks. A training step allocates and frees the same activations, of
   * megabytes each, over and over. By default each comes from the kernel as zeroed pages and goes
   * back. That costs more than many of the operations on it.
   */
  private static void keepFreedMemory(Libc libc) {
    libc.mallopt(M_MMAP_THRESHOLD, KEPT_BLOCK_BYTES);
    libc.mallopt(M_TRIM_THRESHOLD, KEPT_BLOCK_BYTES);
    libc.mallopt(M_TOP_PAD, 64 << 20);
  }

  private static final class Loaded {
    static final Optional<Libc> LIBC = libc();
    static final Engine ENGINE = engine();

    private static Engine engine() {
      // DJL otherwise reports its use over the network.
      System.setProperty("OPT_OUT_TRACKING", "true");
      CudaBuild.ofProcess().properties().forEach(System::setProperty);
      Engine engine = Engine.getEngine("PyTorch");
      loaded = true;
      return engine;
    }
  }
}
