package io.github.autorefresh.cache.spring.redis;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network;
import com.redis.testcontainers.RedisContainer;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;

/** A network of Docker for one container, which has the same address whenever it is on it. */
record Cable(String network, String address) implements AutoCloseable {

  /** Makes a network; where it is free to, says Docker itself. */
  static Cable create() {
    String name = "auto-refresh-cache-" + UUID.randomUUID();
    docker().createNetworkCmd().withName(name).exec();
    String subnet =
        docker()
            .inspectNetworkCmd()
            .withNetworkId(name)
            .exec()
            .getIpam()
            .getConfig()
            .get(0)
            .getSubnet();
    docker().removeNetworkCmd(name).exec();
    // An address of one's choice is allowed only where the subnet was one's choice, too.
    docker()
        .createNetworkCmd()
        .withName(name)
        .withIpam(new Network.Ipam().withConfig(new Network.Ipam.Config().withSubnet(subnet)))
        .exec();
    return new Cable(name, subnet.substring(0, subnet.lastIndexOf('.')) + ".9");
  }

  /** For a container that is not started yet. */
  void plug(RedisContainer container) {
    container
        .withNetworkMode(network)
        .withCreateContainerCmdModifier(create -> create.withIpv4Address(address));
  }

  void cut(RedisContainer container) {
    docker()
        .disconnectFromNetworkCmd()
        .withNetworkId(network)
        .withContainerId(container.getContainerId())
        .exec();
  }

  void mend(RedisContainer container) {
    docker()
        .connectToNetworkCmd()
        .withNetworkId(network)
        .withContainerId(container.getContainerId())
        .withContainerNetwork(
            new ContainerNetwork()
                .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address)))
        .exec();
  }

  @Override
  public void close() {
    docker().removeNetworkCmd(network).exec();
  }

  private static DockerClient docker() {
    return DockerClientFactory.instance().client();
  }
}
