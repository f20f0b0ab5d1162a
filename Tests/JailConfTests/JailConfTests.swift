// JailConfTests
