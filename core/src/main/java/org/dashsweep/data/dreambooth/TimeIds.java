package org.dashsweep.data.dreambooth;

/**
 * The numbers that SDXL is told of an image (Podell et al., 2023, section 2.2): its size before it
 * was resized, where it was cut, and its size behind that.
 *
 * @param originalHeight of the upright file, in pixels
 * @param originalWidth of the upright file, in pixels
 * @param top row of the resized image where the crop begins
 * @param left column of the resized image where the crop begins
 * @param height of the crop
 * @param width of the crop
 */
public record TimeIds(
    int originalHeight, int originalWidth, int top, int left, int height, int width) {
  /** Returns the six numbers in the order of the record. */
  public float[] values() {
    return new float[] {originalHeight, originalWidth, top, left, height, width};
  }
}
