kubectl create namespace %{ns}
