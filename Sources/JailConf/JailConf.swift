// JailConf
