package org.dashsweep.benchmark;

/** The ways of computing a matrix product that a training step's speed is measured against. */
enum PeakMatrixProduct {
  /** The framework's default for float32 matrices. */
  FRAMEWORK("framework", "torch.matmul", BenchmarkPrecision.FLOAT32),
  /** oneDNN's float32 product, which {@code linear.py} uses for a float32 base. */
  ONEDNN("onednn", "torch.mkldnn_linear", BenchmarkPrecision.FLOAT32),
  /** The bfloat16 product, which {@code linear.py} uses for a bfloat16 base. */
  BRAIN("brain", "torch.linear", BenchmarkPrecision.BFLOAT16);

  private final String script;
  private final String operator;
  private final BenchmarkPrecision precision;

  PeakMatrixProduct(String script, String operator, BenchmarkPrecision precision) {
    this.script = script;
    this.operator = operator;
    this.precision = precision;
  }

  /** The function of {@code peak.py}. */
  String script() {
    return script;
  }

  String operator() {
    return operator;
  }

  BenchmarkPrecision precision() {
    return precision;
  }
}
