# free_port.sh - a port of the loopback on which nobody listens.
free_port() {
	local candidate
	for ((i = 0; i < 50; i++)); do
		candidate=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
		(exec 3<> "/dev/tcp/127.0.0.1/$candidate") 2>/dev/null || {
			echo $candidate
			return
		}
	done
	echo "no free port" >&2
	return 1
}
