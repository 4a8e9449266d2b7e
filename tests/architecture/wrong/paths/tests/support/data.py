FOLDER = "/root/data/texts.toml"
