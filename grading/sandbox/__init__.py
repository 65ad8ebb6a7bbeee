"""Where a submission runs: namespaces around its process, a filter of system calls inside it."""
