#!/bin/sh
# Prints the GPUs of this machine as Spark reads them: {"name":"gpu","addresses":["0","1"]}.
# For spark.worker.resource.gpu.discoveryScript and spark.executor.resource.gpu.discoveryScript. An address is the GPU's number among
# those that a process sees: if CUDA_VISIBLE_DEVICES names some, they are counted from 0.
set -eu

if [ -n "${CUDA_VISIBLE_DEVICES:-}" ]; then
  count=$(printf '%s\n' "$CUDA_VISIBLE_DEVICES" | tr ',' '\n' | grep -c .)
else
  count=$(nvidia-smi --query-gpu=index --format=csv,noheader | grep -c .)
fi

addresses=
number=0
while [ "$number" -lt "$count" ]; do
  addresses="${addresses:+$addresses,}\"$number\""
  number=$((number + 1))
done
printf '{"name":"gpu","addresses":[%s]}\n' "$addresses"
