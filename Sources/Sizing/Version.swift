/// The version of all that is built here.
public enum Version {
  /// The number that both programs print; it stands here alone, and the Makefile reads it from this line.
  public static let current = "0.1.0"
}
