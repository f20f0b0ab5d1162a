"""rc.conf(5) as text: no shell runs. What sysrc(8) and rc(8) need of it."""
import re
import shlex

DEFAULTS = {"jail_enable": "NO", "sendmail_enable": "NO", "syslogd_flags": "-s", "cron_enable": "YES",
            "defaultrouter": "NO", "sshd_enable": "NO", "pf_enable": "NO", "gateway_enable": "NO", "hostname": "",
            "cloned_interfaces": "", "jail_list": "", "jail_conf": "/etc/jail.conf", "pf_rules": "/etc/pf.conf",
            "devfs_system_ruleset": "", "ifconfig_lo0": "inet 127.0.0.1/8"}


def read(path):
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except FileNotFoundError:
        return None


def values(text):
    """Each name with its last value; statements may share a line."""
    found = {}
    for line in (text or "").split("\n"):
        try:
            words = shlex.split(line.replace(";", " ; "), comments=True)
        except ValueError:
            continue
        for word in words:
            name, equals, value = word.partition("=")
            if equals and re.fullmatch(r"[A-Za-z_]\w*", name):
                found[name] = value.replace(" ; ", ";")
    return found


def assignment(name):
    """indentation, opening quote, value, rest; only at the beginning of a line"""
    return re.compile(rf"^([ \t]*{re.escape(name)}=)(?:\"([^\"]*)\"|'([^']*)'|([^\s;#]*))(.*)$")


def put(text, name, value):
    """The file's text afterwards, as sysrc of the 13 era leaves it."""
    if text is None:
        text = "\n"
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    pattern = assignment(name)
    for number in range(len(lines) - 1, -1, -1):
        match = pattern.match(lines[number])
        if match:
            quote = '"'
            if match[3] is not None and "'" not in value:
                quote = "'"
            elif match[2] is None and match[3] is None and match[4] == "":
                quote = ""
            lines[number] = f"{match[1]}{quote}{value}{quote}{match[5]}"
            while lines and lines[0] == "":
                lines.pop(0)
            return "\n".join(lines) + "\n"
    lines.append(f'{name}="{value}"')
    return "\n".join(lines) + "\n"


def remove(text, name):
    """None where there was none of this name."""
    pattern = assignment(name)
    kept = [line for line in (text or "").split("\n") if not pattern.match(line)]
    if len(kept) == len((text or "").split("\n")):
        return None
    return "\n".join(kept)
