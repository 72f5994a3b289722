# Saves what ramplint can know of a cluster, one file for each answer. It only asks; nothing on the cluster changes.
# Set these first. The user must be allowed to view the cluster, its nodes, modules and databases.
RS_HOST=${RS_HOST:-cluster.example.com}
RS_USER=${RS_USER:-viewer@example.com}
RS_PASSWORD=${RS_PASSWORD:-}

# -k takes whatever certificate the cluster shows, because clusters sign their own: with the authority's file at hand,
# write --cacert FILE instead. -f leaves out refusals, so that no error is saved as if it were an answer.
# bdbs.json can hold passwords of databases, so that only you may read what is saved. Older answers are removed first.
(
  umask 077
  saved=
  mkdir -p snapshot && chmod 700 snapshot || exit 1
  for answer in cluster nodes modules cluster/module-capabilities bdbs; do
    file="snapshot/${answer##*/}.json"
    rm -f "$file"
    if curl -sS -f -k -u "$RS_USER:$RS_PASSWORD" "https://$RS_HOST:9443/v1/$answer" -o "$file"; then
      saved=yes
    else
      rm -f "$file"
      echo "no answer of /v1/$answer; any of the five is enough to go on" >&2
    fi
  done
  [ -n "$saved" ] || { echo "nothing was saved" >&2; exit 1; }
)

# Then, on a machine without any connection to the cluster:
#   ramplint check --cluster snapshot my-module.zip
# Instead of the folder, --cluster takes one file: an answer, or several as an object (by name), a list or JSON lines.
