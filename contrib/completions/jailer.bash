# shellcheck shell=bash
# Completion of jailer's command line for bash. It reads the plugins' manifests and runs none of them, so the verbs of
# other people's plugins complete as well. Needs jq. `make install` puts it where bash-completion looks for it; else source it.

# Given the words before the one at hand, and that one: lines of `=WORD` for words that fit, and `@TYPE` for values of a type.
# shellcheck disable=SC2016 # each $ is jq's
_jailer_program='
def globals: ["--dry-run", "--json", "--verbose", "--yes", "--root", "--facts", "--color", "--help"];
# What is called a snapshot is one that is there; else it may be a jail, or the name of one to be.
def value($option):
  if $option.choices then $option.choices[] | "=" + .
  elif $option.type == "jail[@snapshot]" and $option.name == "snapshot" then "@snapshot"
  else "@" + $option.type end;
def takes: (.type // "flag") != "flag";

# The words behind the longest command that they spell.
def command($words):
  [.commands[] | select(.path == $words[:.path | length])] | max_by(.path | length);
def operands($options; $words):
  reduce $words[] as $word ({count: 0, skip: false};
    if .skip then .skip = false
    elif $word | startswith("-") then
      .skip = any($options[] | select(takes); "--\(.name)" == $word or "-\(.short)" == $word) or ($word | IN("--root", "--facts", "--color"))
    else .count += 1 end) | .count;

$ARGS.positional[:-1] as $words | $ARGS.positional[-1] as $word
| command($words) as $command | ($command.options // []) as $options
| ($words[-1]) as $previous
| [$options[] | select(takes) | select("--\(.name)" == $previous or "-\(.short)" == $previous)][0] as $pending
| if $pending then value($pending)
  elif $word | startswith("-") then ($options[] | "=--\(.name)"), (globals[] | "=" + .)
  else
    # `list` and `list remote` begin alike.
    (reduce (.commands[].path | select(length > ($words | length) and .[:$words | length] == $words) | .[$words | length])
       as $next ([]; if index([$next]) then . else . + [$next] end) | .[] | "=" + .),
    (if $command then
       operands($options; $words[$command.path | length:]) as $count
       | ($command.operands // []) as $operands
       | ($operands[$count] // ($operands[-1] | select(.repeats or .rest)) // empty)
       | if .rest then "@command" else value({type: "string"} + .) end
     else empty end)
  end'

_jailer_values() {
  local type=$1 word=$2
  shift 2
  case $type in
  jail | "jail[@snapshot]") "$@" list -j 2>/dev/null | jq -r '.[].name? // empty' 2>/dev/null ;;
  snapshot) "$@" snap list -j 2>/dev/null | jq -r 'arrays[] | "\(.jail)@\(.name)"' 2>/dev/null ;;
  image) "$@" image list -j 2>/dev/null | jq -r '.[].name? // empty' 2>/dev/null ;;
  interface) if [ -d /sys/class/net ]; then ls /sys/class/net; else ifconfig -l | tr ' ' '\n'; fi ;;
  path) compgen -f -- "$word" ;;
  command) compgen -c -- "$word" | sort -u ;;
  esac
}

# Bash breaks words at `@`, `:` and `=` too. Sets `all` to the words before the cursor as they were typed.
_jailer_words() {
  local rest=${COMP_LINE:0:COMP_POINT} index=0 bare part
  all=()
  while [ "$index" -le "$COMP_CWORD" ]; do
    bare=${rest#"${rest%%[![:blank:]]*}"}
    part=${COMP_WORDS[index]}
    [ "$index" -lt "$COMP_CWORD" ] || part=$bare
    if [ "$index" -eq 0 ] || [ "$bare" != "$rest" ]; then all+=("$part"); else all[-1]+=$part; fi
    rest=${bare#"$part"}
    index=$((index + 1))
  done
}

_jailer() {
  local word previous='' program folder verb='' root='' index=1 line head
  local -a all words=() found=()
  COMPREPLY=()
  program=$(type -P "$1") && program=$(readlink -f "$program") || return
  folder=${program%/*/*}/libexec/jailer
  _jailer_words
  word=${all[-1]}
  # Bash puts the answer into the place of $2 alone.
  head=${word%"$2"}
  while [ "$index" -lt "$((${#all[@]} - 1))" ]; do
    line=${all[index]}
    previous=$line
    case $line in
    --root | --facts | --color)
      index=$((index + 1))
      [ "$index" -lt "$((${#all[@]} - 1))" ] || break
      previous=''
      [ "$line" != --root ] || root=${all[index]}
      ;;
    --root=*) root=${line#*=} ;;
    --facts=* | --color=* | -[Djyv] | --dry-run | --json | --yes | --verbose) ;;
    *) if [ -n "$verb" ]; then words+=("$line"); else verb=$line; fi ;;
    esac
    index=$((index + 1))
  done
  case $previous in
  --facts) compopt -o filenames 2>/dev/null; mapfile -t found < <(compgen -f -- "$word") ;;
  --root) mapfile -t found < <(compgen -d -- "$word") ;;
  --color) found=(auto always never) ;;
  *) _jailer_found ;;
  esac
  for line in "${found[@]}"; do
    case $line in "$word"*) COMPREPLY+=("${line#"$head"}") ;; esac
  done
}

# Sets `found` to what may be meant by `word`, of `verb` and its `words`.
_jailer_found() {
  if [ -z "$verb" ] || [ "$verb" = help ]; then
    [ "${word#-}" = "$word" ] || found=(--dry-run --json --verbose --yes --root --facts --color --help)
    [ "${word#-}" != "$word" ] ||
      mapfile -t found < <(cd "$folder" && for line in *.json; do echo "${line%.json}"; done; printf '%s\n' facts help recover version)
  elif [ "$verb" = facts ]; then
    found=(host config jails overview confs images bases snapshots interfaces shells boot)
  elif [ -f "$folder/$verb.json" ]; then
    while IFS= read -r line; do
      case $line in
      =*) found+=("${line#=}") ;;
      @*)
        [ "$line" != @path ] || compopt -o filenames 2>/dev/null
        mapfile -t -O "${#found[@]}" found < <(_jailer_values "${line#@}" "$word" "$program" ${root:+--root "$root"})
        ;;
      esac
    done < <(jq -r "$_jailer_program" "$folder/$verb.json" --args -- "$verb" "${words[@]}" "$word" 2>/dev/null)
  fi
}

complete -F _jailer jailer
