import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;

/** Serves MongoDB on a free port of 127.0.0.1, told on the first line, with its data in a file. */
public final class TestMongo {
  public static void main(String[] arguments) throws Exception {
    H2Backend backend =
        new H2Backend(arguments[0]) {
          @Override
          public Document handleCommand(Channel channel, String database, String command, Document query) {
            Document reply = super.handleCommand(channel, database, command, query);
            // The driver asks for a newer wire version; what it uses of it is served.
            if (reply.containsKey("maxWireVersion")) reply.put("maxWireVersion", 13);
            return reply;
          }
        };
    MongoServer server = new MongoServer(backend);
    int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
    server.bind("127.0.0.1", port);
    System.out.println(server.getLocalAddress().getPort());
    System.in.read();
    server.shutdownNow();
    backend.close();
  }
}
