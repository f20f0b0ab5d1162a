// LinuxJailTests
