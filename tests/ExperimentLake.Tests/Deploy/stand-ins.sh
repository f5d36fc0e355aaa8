# Stands in for the tools that a page of commands calls, so that all of it can be run: read before the page, by bash.
# WORK is an empty folder, TOP the repository, DOTNET and EXPERIMENT_LAKE run the product, in the environment that the lines of
# ENVIRONMENT add, LAKE is a lake that it finds, AWS_CLI the AWS CLI; empty, its commands are taken as they are.
set -euo pipefail
unset BASH_ENV

# A port that nobody listens at: what comes as far as that, the CLI has parsed, its parameters checked and its files read.
# Names of enumerations it does not check, the service does.
nobody=http://127.0.0.1:1
path=$PATH
mapfile -t environment < "$ENVIRONMENT"

mkdir "$WORK/tools" "$WORK/top"
for tool in cat grep head ls mkdir rm sed sort tr; do
  ln -s "$(type -P "$tool")" "$WORK/tools/$tool"
done
ln -s "$TOP/deploy" "$TOP/src" "$WORK/top"
cd "$WORK/top"
# What has no stand-in is not found.
PATH=$WORK/tools

# To a file: a loop or a pipe of the page may hide an exit code.
refuse() {
  printf '%s\n' "$@" >> "$WORK/refused"
  exit 1
}

aws() {
  local said
  if [ -n "$AWS_CLI" ]; then
    said=$(PATH=$path AWS_ENDPOINT_URL=$nobody AWS_MAX_ATTEMPTS=1 AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any \
      AWS_CONFIG_FILE=$WORK/profiles AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true AWS_PAGER= "$AWS_CLI" "$@" 2>&1 < /dev/null) || true
    case $said in
      *"Could not connect to the endpoint URL: \"$nobody/"*) ;;
      *) refuse "aws $*" "$said" ;;
    esac
  fi
  echo "aws $*" >> "$WORK/ran"
  case "$*" in
    *--query*Uri*) echo "$LAKE" ;;
    *--query*Arn*) echo arn:aws:iam::012345678901:role/example ;;
    *--output\ text*) echo 012345678901 ;;
  esac
}

experiment-lake() {
  local said
  said=$(PATH=$path; env -u AWS_PROFILE "${environment[@]}" "$DOTNET" "$EXPERIMENT_LAKE" "$@" 2>&1 < /dev/null) || refuse "experiment-lake $*" "$said"
  echo "experiment-lake $*" >> "$WORK/ran"
  echo "$said"
}

docker() {
  local whole=$* file=Dockerfile
  case "$1 $2" in
    "login "*) cat > /dev/null ;;
    "tag "* | "push "*) ;;
    "build "* | "buildx build")
      while [ $# -gt 1 ]; do
        case $1 in --file | -f) file=$2 ;; esac
        shift
      done
      [ -f "$file" ] || refuse "docker $whole" "There is no $file."
      ;;
    *) refuse "docker $whole" "Nothing stands in for that."
  esac
  echo "docker $whole" >> "$WORK/ran"
}

dotnet() {
  case "$1 $2" in
    "tool install" | "tool update" | "tool uninstall") ;;
    "pack "* | "publish "*) [ -d "$2" ] || refuse "dotnet $*" "There is no $2." ;;
    *) refuse "dotnet $*" "Nothing stands in for that."
  esac
  echo "dotnet $*" >> "$WORK/ran"
}

git() {
  case $1 in
    clone | pull | checkout) ;;
    rev-parse) echo 0123456789abcdef0123456789abcdef01234567 ;;
    *) refuse "git $*" "Nothing stands in for that." ;;
  esac
  echo "git $*" >> "$WORK/ran"
}

sleep() { :; }
