// LinuxJail
