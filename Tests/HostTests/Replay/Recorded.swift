import Wire

/// A document of `jailer facts -j` with all that it can have, of a FreeBSD machine.
let richFacts = #"""
  {"recorded":1,"jailer":"0.1.0","later":{},"facts":{
   "host":{"system":"FreeBSD","hostname":"armbsd13","release":"14.3-RELEASE","root":"","later":[],"utc_offset":3600,
     "paths":{"conf":"/etc/jail.conf.d"},"tools":{"jail":"/usr/sbin/jail","zfs":"/sbin/zfs"},
     "random":"a18a3a5c07e2bb6c1111111199d6c13c2222222233333333aabbccdd99d6c13c","now":1700000000,"has_resolver":true,
     "userland":"14.3-RELEASE","dhcp_ruleset":10},
   "config":{"store":{"kind":"zfs","spec":"zfs:zroot/jails","path":"/usr/local/jails","dataset":"zroot/jails",
       "zfs_fuse":false,"entries":["image","www0"],"snapped":["www0"]},
     "default_image":"14.3-RELEASE","default_network":"eb","text":"jailer_dir=\"zfs:zroot/jails\"\n","pools":["zroot"],
     "zfs_fuse":false,"error":"e"},
   "jails":[{"name":"www0","state":"Active","jid":7,"hostname":"www0.armbsd13","path":"/usr/local/jails/www0",
       "conf":"/etc/jail.conf.d/www0.conf","error":"e","type":"eb","id":6,"bridge":"bridge0","image":"14.3-RELEASE",
       "addresses":["10.0.0.10/24"],"gateway":"10.0.0.1","root":"dataset:zroot/jails/www0",
       "origin":"db0@x","lower":["/a"],"log":"/var/log/jail/www0.log","depends":["db0"]},
     {"name":"web.inner","state":"Unmanaged","jid":9}],
   "overview":[{"name":"www0","state":"Active","jid":7}],
   "confs":{"www0":"www0 { persist; }\n"},
   "images":[{"name":"14.3-RELEASE","default":true,"path":"/usr/local/jails/image/14.3-RELEASE",
     "dataset":"zroot/jails/image/14.3-RELEASE","clones":["www0"],"rc_conf":"x"}],
   "bases":[{"name":"14.3-RELEASE","path":"/usr/local/jails/image/14.3-RELEASE"}],
   "snapshots":[{"jail":"www0","name":"prod","time":5,"place":"zroot/jails/www0@prod","bytes":7,"overlay":true,"clones":["a"]},
     {"jail":"www0","name":"two","time":6,"place":"/usr/local/jails/.snapshot/www0/two"}],"rc_confs":{"www0":"x"},
   "interfaces":[{"name":"bridge0","kind":"bridge","up":true,"master":"m","alias":"a","addresses":["10.0.0.1/24"],
     "gateways":["10.0.0.254"]}],
   "shells":{"www0":"/bin/sh"},"boot":{"jail_conf":"x","patched":true,"origin":true,"error":"e"},
   "claims":["jail:db0"]}}
  """#

/// One of a folder store on Linux, with nothing that it can do without.
let bareFacts = #"""
  {"recorded":1,"facts":{
   "host":{"system":"Linux","hostname":"h","release":"6.1","root":"/r","tools":{},"now":0,
     "random":"0000000000000000000000000000000000000000000000000000000000000000"},
   "config":{"store":{"kind":"dir","path":"/r/usr/local/jails","overlay":true,"reflink":false}}}}
  """#
