#compdef star-cards
# Completions of star-cards for zsh. Keep this as `_star-cards` in a folder of $fpath, or in
# ~/.zshrc after compinit: source <(star-cards completions zsh)
_star-cards() {
    local line candidate
    local -a folders candidates
    # No name begins like this: a path, which the shell itself knows how to expand.
    if [[ $PREFIX == [~\$./]* ]]; then
        _files
        return
    fi
    # zsh itself quotes what it inserts.
    while IFS= read -r line; do
        candidate=${line%%$'\t'*}
        if [[ $candidate == */ ]]; then
            folders+=("$candidate")
        elif [[ $line == *$'\t'* ]]; then
            candidates+=("${candidate//:/\\:}:${line#*$'\t'}")
        else
            candidates+=("${candidate//:/\\:}")
        fi
    done < <(star-cards complete --index $((CURRENT - 1)) -- "${(@Q)words}" 2>/dev/null)
    (( $#folders )) && compadd -S '' -- $folders
    (( $#candidates )) && _describe -V 'star-cards' candidates
}
if [[ ${funcstack[1]} == _star-cards ]]; then
    _star-cards "$@"
else
    compdef _star-cards star-cards
fi
