# Completions of star-cards for bash. In ~/.bashrc: source <(star-cards completions bash)
_star_cards() {
    local candidate quoted current=${COMP_WORDS[COMP_CWORD]}
    # The words without the quoting that was typed around them.
    local -a words=("${COMP_WORDS[@]//[\\\"\']/}")
    COMPREPLY=()
    # No name begins like this: a path, which the shell itself knows how to expand.
    if [[ $current == [~\$./]* ]]; then
        compopt -o default 2>/dev/null
        return
    fi
    while IFS=$'\t' read -r candidate _; do
        # A name is data: quoted, it stays one word and runs nothing. Inside quotes that are
        # still open only a name that needs none is safe.
        printf -v quoted '%q' "$candidate"
        if [[ $current == [\"\']* && $quoted != "$candidate" ]]; then
            continue
        fi
        COMPREPLY+=("$quoted")
    done < <(star-cards complete --index "$COMP_CWORD" -- "${words[@]}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
# One's own stories come first; bash before 4.4 knows only the alphabet.
complete -o nosort -F _star_cards star-cards 2>/dev/null || complete -F _star_cards star-cards
