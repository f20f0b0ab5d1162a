import Platform
import Testing

@Suite struct DevfsRulesTests {
  @Test func `a ruleset with FreeBSD's own rules for jails and bpf is taken`() {
    let text = """
      # [no=9]
      [devfsrules_jailer_vnet=11]
      add include $devfsrules_hide_all
      add include $devfsrules_unhide_basic	# why
      add  include $devfsrules_unhide_login
      add include $devfsrules_jail_vnet
      add path 'bpf*' unhide
      """
    #expect(DevfsRules.withBpf(in: text) == 11)
    #expect(DevfsRules.withBpf(in: "[a=12]\nadd include 5\nadd path 'bpf*' unhide\n") == 12)
  }

  @Test(arguments: [
    // The original's: nothing is hidden.
    "[vnet=10]\nadd path 'bpf*' unhide\n",
    "[vnet=10]\nadd include $devfsrules_hide_all\nadd path 'bpf*' unhide\n",
    "[vnet=10]\nadd include $devfsrules_jail_vnet\n", "[vnet=x]\nadd include 5\nadd path bpf0 unhide\n", "",
    "[a=10]\nadd include 5\n[b=11]\nadd path 'bpf*' unhide\n",
  ])
  func `one that shows all devices, or no bpf, is not`(text: String) {
    #expect(DevfsRules.withBpf(in: text) == nil)
  }
}
