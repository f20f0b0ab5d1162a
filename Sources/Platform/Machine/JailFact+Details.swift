/// What `JailDetails` has, as the jail's own.
extension JailFact {
  public var path: String? {
    get { details.path }
    _modify { yield &details.path }
  }
  public var conf: String? {
    get { details.conf }
    _modify { yield &details.conf }
  }
  public var network: String? {
    get { details.network }
    _modify { yield &details.network }
  }
  public var id: Int? {
    get { details.id }
    _modify { yield &details.id }
  }
  public var bridge: String? {
    get { details.bridge }
    _modify { yield &details.bridge }
  }
  public var vlan: Int? {
    get { details.vlan }
    _modify { yield &details.vlan }
  }
  public var image: String? {
    get { details.image }
    _modify { yield &details.image }
  }
  public var dynamic: [String] {
    get { details.dynamic }
    _modify { yield &details.dynamic }
  }
  public var configured: [String] {
    get { details.configured }
    _modify { yield &details.configured }
  }
  public var gateway6: String? {
    get { details.gateway6 }
    _modify { yield &details.gateway6 }
  }
  public var isGuarded: Bool {
    get { details.isGuarded }
    _modify { yield &details.isGuarded }
  }
  public var ether: String? {
    get { details.ether }
    _modify { yield &details.ether }
  }
  public var root: String? {
    get { details.root }
    _modify { yield &details.root }
  }
  public var origin: String? {
    get { details.origin }
    _modify { yield &details.origin }
  }
  public var lower: [String] {
    get { details.lower }
    _modify { yield &details.lower }
  }
  public var log: String? {
    get { details.log }
    _modify { yield &details.log }
  }
  public var depends: [String] {
    get { details.depends }
    _modify { yield &details.depends }
  }
  public var ruleset: Int? {
    get { details.ruleset }
    _modify { yield &details.ruleset }
  }
  public var nat: [String] {
    get { details.nat }
    _modify { yield &details.nat }
  }
  public var rdr: [String] {
    get { details.rdr }
    _modify { yield &details.rdr }
  }
}
