/// The version of all that is built here.
public enum Version {
  /// What `--version` prints. The only place where the number stands; the Makefile reads it from this line.
  public static let current = "0.1.0"
}
