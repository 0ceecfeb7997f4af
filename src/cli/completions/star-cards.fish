# Completions of star-cards for fish. Keep this as
# ~/.config/fish/completions/star-cards.fish
function __star_cards_complete
    set --local words (commandline --current-process --tokenize --cut-at-cursor)
    set --local current (commandline --current-token --cut-at-cursor)
    star-cards complete --index (count $words) -- $words "$current" 2>/dev/null
end
complete --command star-cards --no-files --keep-order --arguments '(__star_cards_complete)'
