package org.dashsweep.sweep;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.dashsweep.space.CanonicalJson;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;

/** Gives cells their ids, asking for each fingerprint once. Not safe for use by two threads. */
public final class TrialIdentifier {
  private static final int HASHED_BYTES = 8;

  private final SearchSpace space;
  private final Map<String, Object> introducedAs;
  private final SweepFingerprints fingerprints;
  private final Set<Parameter<?>> dataParameters;
  private final Map<String, String> models = new HashMap<>();
  private final Map<TrialConfig, String> data = new HashMap<>();
  private final Map<List<String>, String> tails = new HashMap<>();
  private final MessageDigest sha256;

  public TrialIdentifier(SearchSpace space, SweepFingerprints fingerprints) {
    this.space = space;
    this.introducedAs = space.introducedAs();
    this.fingerprints = fingerprints;
    this.dataParameters = Set.copyOf(fingerprints.dataParameters());
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  public Trial identify(TrialConfig config) {
    String model = models.computeIfAbsent(config.get(SearchSpace.MODEL), fingerprints::ofModel);
    String rows = data.computeIfAbsent(config.only(dataParameters), fingerprints::ofData);
    // Put together by hand: these objects nest, those of CanonicalJson are flat.
    String values = CanonicalJson.write(space.resultsOf(config).values(), this::isIdentified);
    String tail = tails.computeIfAbsent(List.of(rows, model), key -> tail(rows, model));
    String identity = "{\"cell\":" + values + "," + tail;
    byte[] hash = sha256.digest(identity.getBytes(StandardCharsets.UTF_8));
    return new Trial(HexFormat.of().formatHex(hash, 0, HASHED_BYTES), config, model, rows);
  }

  /**
   * Returns whether a value changes the id; a parameter's value of the time before it existed does
   * not.
   */
  private boolean isIdentified(Map.Entry<String, Object> value) {
    return !value.getValue().equals(introducedAs.get(value.getKey()));
  }

  private static String tail(String rows, String model) {
    return CanonicalJson.write(new TreeMap<>(Map.of("data", rows, "model", model))).substring(1);
  }
}
