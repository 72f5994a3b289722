# Saves what ramplint can know of a cluster, one file for each answer. It only asks; nothing on the cluster changes.
# Set these first. The user must be allowed to view the cluster, its nodes, modules and databases.
RS_HOST=${RS_HOST:-cluster.example.com}
RS_USER=${RS_USER:-viewer@example.com}
RS_PASSWORD=${RS_PASSWORD:-}

mkdir -p snapshot
# -k takes whatever certificate the cluster shows, because clusters sign their own: with the authority's file at hand,
# write --cacert FILE instead. -f leaves out refusals, so that no error is saved as if it were an answer.
for answer in cluster nodes modules cluster/module-capabilities bdbs; do
  curl -sS -f -k -u "$RS_USER:$RS_PASSWORD" "https://$RS_HOST:9443/v1/$answer" -o "snapshot/${answer##*/}.json" ||
    echo "no answer of /v1/$answer; any of the five is enough to go on" >&2
done

# snapshot/bdbs.json can hold passwords of databases: keep the folder to yourself, or delete it afterwards.
# Then, on a machine without any connection to the cluster:
#   ramplint check --cluster snapshot my-module.zip
# Instead of the folder, --cluster takes one file: an answer, or several as an object (by name), a list or JSON lines.
