import PluginKit
import Wire

// The smallest plugin in Swift: what dispatch costs is measured with it.
Plugin.serve { _ throws(Fault) in .view(View(.text("noop\n"))) }
