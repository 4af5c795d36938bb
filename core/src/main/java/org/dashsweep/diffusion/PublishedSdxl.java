package org.dashsweep.diffusion;

import org.dashsweep.model.sdxl.UnetConfig;

/** The shapes of the published SDXL 1.0, without its weights. */
public final class PublishedSdxl {
  private PublishedSdxl() {}

  /** Returns the shape of its U-Net. */
  public static UnetConfig unet() {
    String name = "unet/config.json";
    return UnetConfig.read("SDXL 1.0's " + name, OriginalFile.published(name));
  }
}
