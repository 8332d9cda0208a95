#!/bin/sh
# 离线安装 accession：sh install.sh，或者 sh install.sh --into 文件夹。只需要 Python 3.11 以上。
exec "${PYTHON:-python3}" "$(dirname "$0")/install.py" "$@"
