import Platform
import PluginKit
import Wire

extension Create {
  /// What a new jail's root is made of.
  struct Origin {
    let root: Store.NewRoot
    let image: String
    /// On FreeBSD: what the new root's rc.conf says.
    let rcConf: String?
    /// The snapshot that the root is a thin clone of.
    var snapshot: String?
    /// Keeps it as it is meanwhile.
    let claim: String
    /// What has to be done first to have it.
    var before: [Plan.Task] = []
  }
}

extension Create.Origin {
  init(image name: String, _ store: Store, _ asked: Asked) throws(Fault) {
    let choice = try ImageChoice(asked, store)
    let image = choice.image
    before = choice.before
    root = try store.root(of: name, from: image, thin: asked.flag("clone"))
    self.image = image.name
    rcConf = image.rcConf
    claim = ImageFact.userClaim(of: image.name, by: name)
  }

  init(snapshot name: String, _ store: Store, _ asked: Asked) throws(Fault) {
    guard asked.text("image") == nil else {
      throw Fault(.usage, "a jail is made of an image or of a snapshot", hint: "leave out -r or -s", field: "image")
    }
    let (jail, snapshot) = try asked.snapshot("snapshot")
    try Start.checkConf(jail)
    try asked.checkUnchanging(jail.name)
    let isThin = asked.flag("clone")
    root = try store.root(of: name, from: snapshot, of: jail, thin: isThin)
    image = jail.image ?? ""
    rcConf = asked.machine.rcConfs?[snapshot.text]
    // A copy of what an overlay has of its own lies over the same as that.
    self.snapshot = isThin ? snapshot.text : snapshot.isOverlay ? jail.origin : nil
    claim = OriginClaim.text(of: jail.name, snapshot.name, by: name)
  }
}
