#!/usr/bin/env bash
# Checks that the tools a script needs are installed, and says how to get those that are not.
#
#     e2e/require.sh SCRIPT TOOL...      for example: e2e/require.sh bench/run cargo wrk
#
# Exits with 0 when all are there. A missing tool is an error (status 1) where CI is set; elsewhere the script that asked is
# skipped (status 77).
set -u

python=${PYTHON:-python3}
script=$1
shift

# tool NAME: sets `check`, a command that succeeds where the tool is installed, and `how`, which says how to get it.
tool() {
    check="command -v $1" how="apt-get install $1"
    case $1 in
        cargo) how="https://rustup.rs" ;;
        cc) how="apt-get install gcc libc6-dev" ;;
        cxx) check="command -v c++" how="apt-get install g++" ;;
        dotnet) how="https://dotnet.microsoft.com (version 8 or newer)" ;;
        go) how="apt-get install golang-go" ;;
        go-1.25) check="go version | grep -E 'go1\.(2[5-9]|[3-9][0-9])'" how="https://go.dev (version 1.25 or newer)" ;;
        guzzle) check="test -e /usr/share/php/GuzzleHttp/autoload.php" how="apt-get install php-guzzlehttp-guzzle" ;;
        hadolint) how="https://github.com/hadolint/hadolint" ;;
        initdb) check="compgen -G '/usr/lib/postgresql/*/bin/initdb'" how="RUNLEVEL=1 apt-get install postgresql" ;;
        jakarta-annotation-api) check="test -e /usr/share/java/jakarta-annotation-api.jar" how="apt-get install libjakarta-annotation-api-java" ;;
        java) how="apt-get install default-jre-headless" ;;
        javac) how="apt-get install default-jdk-headless" ;;
        kotlin-jars) check='[ -n "$KOTLIN_JARS" ]' how="set KOTLIN_JARS to a class path with kotlin-stdlib, OkHttp, Okio and Gson" ;;
        kotlinc) how="https://kotlinlang.org" ;;
        mcs) how="apt-get install mono-devel" ;;
        mono) how="apt-get install mono-runtime" ;;
        nginx) how="RUNLEVEL=1 apt-get install nginx" ;;
        node-20) check="node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'" how="https://nodejs.org (version 20 or newer)" ;;
        npm) how="apt-get install npm" ;;
        php-8) check="php -r 'exit(PHP_VERSION_ID < 80100 ? 1 : 0);'" how="apt-get install php-cli (version 8.1 or newer)" ;;
        python-3.11) check="$python -c 'import sys; sys.exit(sys.version_info < (3, 11))'" how="apt-get install python3 (version 3.11 or newer)" ;;
        python-venv) check="$python -c 'import ensurepip, venv'" how="apt-get install python3-venv" ;;
        setpriv) how="apt-get install util-linux" ;;
    esac
}

status=0
for name in "$@"; do
    tool "$name"
    eval "$check" >/dev/null 2>&1 && continue
    if [ -n "${CI:-}" ]; then
        echo "FAILED: $script needs $name: $how" >&2
        status=1
    else
        echo "SKIPPED: $script needs $name: $how" >&2
        status=77
    fi
done
exit $status
