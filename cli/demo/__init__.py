"""The demo: a province and its communes, from publishing to the scoreboard, on made-up figures."""
